import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Interface, JsonRpcProvider } from "ethers";
import type { RecordedDeployment } from "../../../infra/components/recordedDeployment";
import { contractAbis } from "../../../infra/resources/contracts/contractAbi";
import type { StatusDocument } from "../../../node/src/http/statusDocument";
import { waitFor } from "../../stack/waitFor";
import type { Fleet } from "../fleet";

const abi = new Interface(contractAbis.AndeSequencerCoordinator);
/** Blocks that losing the lease takes, and telling of it. */
const roomBlocks = 40;

/** Whoever asks the chain through the front door learns that a holder stalled, and who came after it. */
export function stalledHolderIsOnChain(fleet: Fleet): void {
  const watcher = "local-witness-1";
  const lease = async () => {
    const status = (await fleet.statusOf(watcher)) as StatusDocument | undefined;
    return status?.lease ? { ...status.lease, height: status.height } : undefined;
  };

  /** What the coordinator said of this lease, by the front door's word. */
  const eventsOf = async (epoch: number) => {
    const { stack, outputs } = fleet;
    const file = join(stack.folder, `stacks/deployments/${stack.name}.json`);
    const { contracts } = JSON.parse(readFileSync(file, "utf8")) as RecordedDeployment;
    const { address } = contracts.AndeSequencerCoordinator!;
    const door = new JsonRpcProvider(outputs.endpoints.http);
    try {
      const logs = await door.getLogs({ address, fromBlock: 0 });
      return logs
        .map((log) => abi.parseLog(log)!)
        .filter(({ args }) => "rotation" in args.toObject() && Number(args.rotation) === epoch);
    } finally {
      door.destroy();
    }
  };

  test("shows LeaderRotated and TimeoutDetected of a holder that is stopped, at the front door", async () => {
    const before = await waitFor("a lease that is told and has time left", 400_000, async () => {
      const now = await lease();
      if (!now?.holderName || now.coordinatorEpoch !== now.epoch) return undefined;
      return now.nextRotationHeight - now.height > roomBlocks && now;
    });
    const [began] = await eventsOf(before.epoch);
    expect(began?.name).toBe("LeaderRotated");
    const stalled = before.holderName!;
    await fleet.onHost(stalled, "docker pause $(docker ps -q)");
    try {
      const after = await waitFor("the next lease on the chain", 180_000, async () => {
        const now = await lease();
        return now && now.epoch > before.epoch && now.coordinatorEpoch === now.epoch && now;
      });
      expect(after.epoch).toBe(before.epoch + 1);
      const [rotated] = await eventsOf(after.epoch);
      const lost = (await eventsOf(before.epoch)).find(({ name }) => name === "TimeoutDetected");
      expect(rotated?.args.toObject()).toMatchObject({
        previousLeader: began!.args.newLeader,
        reason: "missed",
      });
      expect(lost?.args.leader).toBe(began!.args.newLeader);
    } finally {
      await fleet.onHost(stalled, "docker unpause $(docker ps -q)");
    }
    await fleet.waitForLevel(stalled, 120_000);
  });
}
