import type { JsonRpcProvider } from "ethers";
import { fault } from "../fault";
import { errorsInterface } from "../knownErrors";
import type { Call } from "./sending";
import { simulateCalls } from "./simulateCalls";

/**
 * Gas limits of calls that go out together: the later ones are only possible once the earlier ones are done.
 * @throws CALL_FAILS, SIMULATION_MISSING
 */
export async function gasFor(
  client: JsonRpcProvider,
  from: string,
  calls: readonly Call[],
): Promise<bigint[]> {
  if (calls.length > 1) {
    const simulated = await simulateCalls(
      client,
      calls.map((call) => ({ ...call, from })),
      errorsInterface(),
    );
    const failed = simulated.findIndex(({ ok }) => !ok);
    if (failed >= 0) throw callFails(calls[failed]!, simulated[failed]!.reason);
    // What is used is not all that is needed: refunds come at the end, and a call passes on 63/64 of what it has.
    return simulated.map(({ gasUsed }) => (gasUsed * 3n) / 2n);
  }
  return Promise.all(
    calls.map(async ({ to, data, valueWei }) => {
      const estimated = await client.estimateGas({ from, to, data, value: BigInt(valueWei) });
      return (estimated * 11n) / 10n;
    }),
  );
}

const callFails = ({ description }: Call, reason: string) =>
  fault("CALL_FAILS", `A call would be reverted: ${description}; nothing was sent.`, {
    details: [`reason: ${reason || "none given"}`],
    fix: "Correct what the description wants there; make plan shows it.",
  });
