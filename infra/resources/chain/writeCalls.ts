import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { formatEther, type JsonRpcProvider } from "ethers";
import { fault } from "../fault";
import type { CheckedPlan } from "./checkPlan";
import type { OutstandingCall } from "./deploymentPlan";
import { type Sending, senderOf } from "./sending";
import { simulateCalls } from "./simulateCalls";
import { type MultisigCalls, wrapForTimelock } from "./timelock";

/** What a Safe's transaction builder reads; for any other multisig the list under `transactions` is what counts. */
interface CallsFile {
  version: "1.0";
  chainId: string;
  createdAt: number;
  meta: { name: string; description: string; createdFromSafeAddress: string };
  transactions: { to: string; value: string; data: string; description: string }[];
}

/** Text of the file: the same for the same calls, so that a second run changes nothing. */
export function renderCalls(
  { calls, waiting, costWei }: MultisigCalls & { costWei?: bigint },
  at: { chainId: number; from: string },
): string {
  const file: CallsFile = {
    version: "1.0",
    chainId: String(at.chainId),
    createdAt: 0,
    meta: {
      name: "Cordillera: outstanding calls",
      description: [
        `${calls.length} to be sent in this order`,
        ...waiting.map((line) => `not yet: ${line}`),
        ...(costWei === undefined ? [] : [`at most ${formatEther(costWei)} for gas and values`]),
      ].join("; "),
      createdFromSafeAddress: at.from,
    },
    transactions: calls.map(({ to, valueWei, data, description }) => ({
      to,
      value: valueWei,
      data,
      description,
    })),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * Writes the calls that the chain lacks instead of sending them; a chain that lacks none has no file.
 * @throws CALL_FAILS
 */
export async function writeCalls(
  client: JsonRpcProvider,
  checked: CheckedPlan,
  at: { chainId: number; sending: Sending },
): Promise<void> {
  const file = resolve(at.sending.callsFile);
  const isDryRun = at.sending.sink === "dry-run";
  const wrapped = isDryRun
    ? { calls: checked.calls, waiting: [], costWei: checked.costWei }
    : await wrapForTimelock(client, checked.calls, at.sending);
  if (wrapped.calls.length === 0 && wrapped.waiting.length === 0) return rm(file, { force: true });
  const from = senderOf(at.sending, { by: "deployer" });
  if (!isDryRun) await assertMultisigMay(client, wrapped.calls, { from, sending: at.sending });
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, renderCalls(wrapped, { chainId: at.chainId, from }));
}

// The effects were simulated as the admin; this is about the multisig's right to ask for them.
async function assertMultisigMay(
  client: JsonRpcProvider,
  calls: readonly OutstandingCall[],
  { from, sending }: { from: string; sending: Sending },
): Promise<void> {
  if (!sending.admin.proposer) return;
  const results = await simulateCalls(
    client,
    calls.map((call) => ({ ...call, from })),
  );
  const refused = results.findIndex(({ ok }) => !ok);
  if (refused < 0) return;
  throw fault("CALL_FAILS", `The multisig may not do this: ${calls[refused]!.description}.`, {
    details: [
      `multisig: ${from}`,
      `timelock: ${sending.admin.address}`,
      `reason: ${results[refused]!.reason}`,
    ],
    fix: "Give the multisig the timelock's proposer and executor roles, or correct contracts.admin.",
  });
}
