import { systemClock } from "../clock";
import { silentLogger } from "../logger";
import type { AppState } from "../state";
import { FakeClock } from "../testing/fakeClock";
import { authored, sampleAuthor } from "../testing/sampleAuthor";
import { samplePayload } from "../testing/samplePayload";
import { PayloadBox } from "./payloadBox";

const [holder, other, witness] = [sampleAuthor(1), sampleAuthor(2), sampleAuthor(3)];
const chain = {
  committed: {
    height: 6,
    lease: { holder: holder.consensusAddress },
    validators: {
      [holder.consensusAddress]: holder.facts,
      [other.consensusAddress]: other.facts,
      [witness.consensusAddress]: { ...witness.facts, eligible: false },
    },
  } as unknown as AppState,
};
const never = new AbortController().signal;
const makeBox = (clock = new FakeClock()) => new PayloadBox("test-1", { chain, logger: silentLogger, clock });
const by = (author: typeof holder, height: number) => authored(author, samplePayload(), { height });

describe("PayloadBox", () => {
  test("wants the holder's payload for the next height, once", async () => {
    const box = makeBox();
    const { authorship, payload, tx } = by(holder, 7);
    expect(box.admit(authorship)).toEqual({ admission: "wanted", signer: holder.evmAddress });
    expect(await box.take(authorship, holder.evmAddress, async () => payload)).toBe(true);
    expect(box.admit(authorship).admission).toBe("known");
    expect(box.find(7, holder.evmAddress)?.tx).toEqual(tx);
  });

  test("reads one payload at a time of a height and signer", async () => {
    const box = makeBox();
    const { authorship, payload } = by(holder, 7);
    let finish = (_: Buffer) => {};
    const reading = box.take(
      authorship,
      holder.evmAddress,
      () => new Promise((resolve) => (finish = resolve)),
    );
    expect(box.admit(authorship).admission).toBe("known");
    finish(payload);
    expect(await reading).toBe(true);
  });

  test.each([
    ["a height that is past", by(holder, 6), "unwanted"],
    ["a height far ahead", by(holder, 9), "unwanted"],
    ["a sequencer that does not hold", by(other, 7), "unwanted"],
    ["the witness", by(witness, 7), "forged"],
    ["a stranger", by(sampleAuthor(9), 7), "forged"],
  ])("does not read a payload of %s", (_, { authorship }, admission) => {
    expect(makeBox().admit(authorship).admission).toBe(admission);
  });

  test("takes any sequencer's for the height after the next: the lease may end in between", () => {
    expect(makeBox().admit(by(other, 8).authorship).admission).toBe("wanted");
  });

  test("keeps nothing that is not what was signed", async () => {
    const box = makeBox();
    const { authorship } = by(holder, 7);
    expect(await box.take(authorship, holder.evmAddress, async () => Buffer.from("other"))).toBe(false);
    expect(box.find(7, holder.evmAddress)).toBeUndefined();
    expect(box.admit(authorship).admission).toBe("wanted");
  });

  test("gives a payload to who waits for it as soon as it is there", async () => {
    const box = new PayloadBox("test-1", { chain, logger: silentLogger, clock: systemClock });
    const { authorship, payload } = by(holder, 7);
    const waiting = box.waitFor(7, holder.evmAddress, { withinMs: 5_000, signal: never });
    await box.take(authorship, holder.evmAddress, async () => payload);
    expect((await waiting)?.authorship).toEqual(authorship);
  });

  test("tells who waits in vain when the time is over", async () => {
    expect(await makeBox().waitFor(7, holder.evmAddress, { withinMs: 500, signal: never })).toBeUndefined();
  });

  test("forgets payloads of heights that are committed", async () => {
    const moving = { committed: chain.committed };
    const box = new PayloadBox("test-1", { chain: moving, logger: silentLogger, clock: new FakeClock() });
    const first = by(holder, 7);
    await box.take(first.authorship, holder.evmAddress, async () => first.payload);
    moving.committed = { ...chain.committed, height: 7 };
    const second = by(holder, 8);
    await box.take(second.authorship, holder.evmAddress, async () => second.payload);
    expect(box.find(7, holder.evmAddress)).toBeUndefined();
  });
});
