import { formatEther, type JsonRpcProvider } from "ethers";
import { fault } from "../fault";
import { type DeploymentPlan, errorsOf, findOutstanding, type OutstandingCall } from "./deploymentPlan";
import { firstFees } from "./feePolicy";
import { type Sending, senderOf } from "./sending";
import { simulateCalls } from "./simulateCalls";

export interface CheckedPlan {
  calls: OutstandingCall[];
  gas: bigint;
  /** Most that gas and values of all calls can cost their sender. */
  costWei: bigint;
}

/**
 * Everything that can be known before the first transaction: each outstanding call of the whole plan succeeds on top
 * of the others, and the sender can pay for them all.
 * @throws CALL_FAILS, ADMIN_CALL, NOT_HANDED_OVER, BALANCE_TOO_LOW, FEE_ABOVE_CAP, SIMULATION_MISSING
 */
export async function checkPlan(
  client: JsonRpcProvider,
  plan: DeploymentPlan,
  sending: Sending,
): Promise<CheckedPlan> {
  const calls = await findOutstanding(client, plan, sending);
  if (sending.sink === "calldata") assertHandedOver(calls);
  const simulated = await simulateCalls(
    client,
    calls.map((call) => ({ ...call, from: senderOf(sending, call) })),
    errorsOf(plan),
  );
  simulated.forEach((result, i) => {
    if (!result.ok) throw callFails(calls[i]!, result.reason);
  });
  const gas = simulated.reduce((sum, { gasUsed }) => sum + gasUsed, 0n);
  const checked = { calls, gas, costWei: await costOf(client, calls, { gas, sending }) };
  if (sending.sink !== "calldata") assertOwnCalls(calls, sending);
  if (sending.sink === "broadcast") await assertBalance(client, checked, sending);
  return checked;
}

const callFails = ({ step, description }: OutstandingCall, reason: string) =>
  fault("CALL_FAILS", `A call of the plan would be reverted: ${description}; nothing was sent.`, {
    details: [`for: ${step}`, `reason: ${reason || "none given"}`],
    fix: "Correct what the description wants there; make plan shows it.",
  });

function assertOwnCalls(calls: OutstandingCall[], { deployer, admin, sink }: Sending): void {
  if (sink === "dry-run" || deployer.address.toLowerCase() === admin.address.toLowerCase()) return;
  const foreign = calls.filter(({ by }) => by === "admin");
  if (foreign.length === 0) return;
  throw fault("ADMIN_CALL", "The deployer may not make these calls; nothing was sent.", {
    details: [...foreign.map(({ description }) => description), `admin: ${admin.address}`],
    fix: "Set contracts.sink to calldata: pulumi up then writes the calls for the multisig.",
  });
}

function assertHandedOver(calls: OutstandingCall[]): void {
  const own = calls.filter(({ by }) => by === "firstAdmin");
  if (own.length === 0) return;
  throw fault("NOT_HANDED_OVER", "The deployer has not handed over to the admin; nothing was written.", {
    details: own.map(({ description }) => description),
    fix: "Set contracts.sink to broadcast and run pulumi up once: these calls are the deployer's own.",
  });
}

async function costOf(
  client: JsonRpcProvider,
  calls: OutstandingCall[],
  { gas, sending }: { gas: bigint; sending: Sending },
): Promise<bigint> {
  const values = calls.reduce((sum, { valueWei }) => sum + BigInt(valueWei), 0n);
  if (gas === 0n) return values;
  const base = (await client.getBlock("latest"))?.baseFeePerGas ?? 0n;
  // A tenth more, as each call is sent with.
  return values + ((gas * 11n) / 10n) * firstFees(base, sending.fees).maxFeePerGas;
}

async function assertBalance(
  client: JsonRpcProvider,
  { calls, costWei }: CheckedPlan,
  { deployer }: Sending,
): Promise<void> {
  const balance = await client.getBalance(deployer.address);
  if (balance >= costWei) return;
  const names = [...new Set(calls.map(({ step }) => step))];
  throw fault("BALANCE_TOO_LOW", `The deployer cannot pay for ${names.join(", ")}; nothing was sent.`, {
    details: [
      `deployer: ${deployer.address}`,
      `balance: ${formatEther(balance)}`,
      `needed: ${formatEther(costWei)}`,
      `missing: ${formatEther(costWei - balance)}`,
    ],
    fix: "Send it the missing amount, then run pulumi up again.",
  });
}
