import { readCommitTimes } from "../blocks/blockTimes";
import { validatorNames, withSessions } from "../hosts/validators";
import { readStackOutputs } from "../pulumi/stackOutputs";
import { renderEndpointBox } from "./endpointBox";
import { proveAgreement, proveHeights } from "./heights";
import { proveTransfer } from "./transfer";

export interface ProofOptions {
  /** When the `up` that made the network began; undefined when the network was there before. */
  startedMs?: number;
  print: (line: string) => void;
}

/**
 * Shows that the network does what it is for: every validator makes the same blocks, and a transfer that goes in at
 * the front door comes out at every sequencer.
 * @throws OUTPUTS_MISSING, HOST_UNREACHABLE, HEIGHTS_STUCK, HASHES_DIFFER, TRANSFER
 */
export async function runProof(stack: string, { startedMs, print }: ProofOptions): Promise<void> {
  const outputs = await readStackOutputs(stack);
  await withSessions(stack, outputs, validatorNames(outputs), async (sessions) => {
    const [heights, transfer] = await Promise.all([
      proveHeights(sessions, { blocks: 3, seconds: 60 }),
      proveTransfer(stack, outputs),
    ]);
    for (const { host, from, to } of heights) print(`${host}: height ${from} → ${to}`);
    const common = Math.min(...heights.map(({ to }) => to));
    print(
      `block ${common} is the same on ${sessions.size} of ${sessions.size} validators: ${await proveAgreement(sessions, common)}`,
    );
    print(`transfer ${transfer.hash} in block ${transfer.block} after ${transfer.seconds.toFixed(1)} s`);
    print(`the same receipt at ${transfer.seenBy.join(", ")}`);
    console.log(renderEndpointBox(outputs));
    if (startedMs === undefined) return;
    const [first] = await readCommitTimes([...sessions.values()][0]!, 1, 1);
    if (first !== undefined && first > startedMs) {
      print(`time to first block: ${((first - startedMs) / 1000).toFixed(1)} s`);
    }
  });
}
