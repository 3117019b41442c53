import { FakeClock } from "../testing/fakeClock";
import { chainBlock, chainStore, FakeExecution } from "../testing/fakeExecution";
import { fillFromPeers } from "./fillFromPeers";

const store = { ...chainStore, firstPayload: async () => 50 };
const signal = new AbortController().signal;

/** geth whose peers hand over ten blocks at each request for the head. */
class PeeredExecution extends FakeExecution {
  override async setHead(hash: string) {
    const verdict = await super.setHead(hash);
    if (verdict.status === "SYNCING") {
      this.head = Math.min(100, this.head + 10);
      this.executed = this.head;
    }
    return verdict;
  }
}

describe("fillFromPeers", () => {
  test("comes back once the store can go on", async () => {
    const execution = new PeeredExecution();
    const head = chainBlock(100);
    const reached = await fillFromPeers(
      { head, latest: 0 },
      { execution, store, clock: new FakeClock() },
      signal,
    );
    expect(reached).toBe(50);
  });

  test("names the payload when nobody gives anything", async () => {
    const modules = { execution: new FakeExecution(), store, clock: new FakeClock() };
    await expect(fillFromPeers({ head: chainBlock(100), latest: 7 }, modules, signal)).rejects.toThrow(
      "Payload 1 is not in the store.",
    );
  });
});
