// Long, since a promise of the service is a story of its own, told with the same DA and nodes.
import fc from "fast-check";
import { DaNode, Killed, MemoryShelf, signingKey } from "../testing/daWorld";
import { FakeDa, type SubmitFault } from "../testing/fakeDa";
import { encodeBlob, openHeader } from "./blobFormat";
import { linkOf, noLink } from "./blobHeader";
import { DaAuthError, DaRateLimitedError, DaTooLargeError } from "./daFaults";
import { memoryKeys } from "./ledger";

jest.setTimeout(60_000);

const rangesOn = (da: FakeDa) =>
  da.all.map((bytes) => openHeader(bytes).header).map(({ from, to }) => `${from}-${to}`);
const metric = async (node: DaNode, name: string) =>
  (await node.metrics.registry.getSingleMetric(name)!.get()).values.reduce(
    (sum, { value }) => sum + value,
    0,
  );

async function nodeOn(da: FakeDa): Promise<DaNode> {
  const node = await new DaNode(da).open();
  await node.turns(8);
  return node;
}

describe("DaService", () => {
  test("posts full ranges in order, each once, and confirms what it reads again", async () => {
    const da = new FakeDa();
    const node = await nodeOn(da);
    node.finalize(14);
    await node.turns(12);
    expect(rangesOn(da)).toEqual(["1-4", "5-8", "9-12"]);
    expect(await node.service.view()).toMatchObject({ confirmedTo: 12, pendingBlocks: 2 });
    expect(await metric(node, "ande_da_verifications_success_total")).toBe(3);
    expect(await metric(node, "ande_da_submissions_total")).toBe(3);
  });

  test("links each blob to the one before and to its place on DA", async () => {
    const da = new FakeDa();
    const node = await nodeOn(da);
    node.finalize(8);
    await node.turns(8);
    const [first, second] = da.all.map((bytes) => openHeader(bytes).header);
    expect(first).toMatchObject({ previous: noLink, previousDaHeight: 0 });
    expect(second!.previous).toBe(linkOf(first!));
    expect(await da.blobsAt(second!.previousDaHeight)).toHaveLength(1);
  });

  test("does not post while it does not hold the lease, and knows what the holder posted", async () => {
    const da = new FakeDa();
    const holder = await nodeOn(da);
    const other = await nodeOn(da);
    other.isHolder = false;
    for (const node of [holder, other]) node.finalize(8);
    await holder.turns(8);
    await other.turns(2);
    expect(rangesOn(da)).toEqual(["1-4", "5-8"]);
    expect(other.service.confirmedTo).toBe(8);
  });

  test("takes over from the holder before without gap and without a second blob of what is on its way", async () => {
    const da = new FakeDa();
    const before = await nodeOn(da);
    const next = await nodeOn(da);
    next.isHolder = false;
    await next.turns(1);
    for (const node of [before, next]) node.finalize(8);
    da.faults = [{ lateBy: 2 }];
    await before.turns(1);
    before.isHolder = false;
    [next.isHolder, next.epoch] = [true, 2];
    await next.turns(12);
    expect(rangesOn(da)).toEqual(["1-4", "5-8"]);
    expect(next.service.confirmedTo).toBe(8);
  });

  test("sends nothing when another posted the range, or its lease ended, while it built the blob", async () => {
    const da = new FakeDa();
    const node = await nodeOn(da);
    node.finalize(4);
    const theirs = await firstBlob();
    node.whileBuilding = () => da.put(da.head + 1, theirs);
    await node.turns(1);
    expect([node.service.confirmedTo, da.submits]).toEqual([4, 0]);
    node.finalize(8);
    node.whileBuilding = () => {
      node.isHolder = false;
    };
    await node.turns(8);
    expect([node.service.confirmedTo, da.submits]).toEqual([4, 0]);
    [node.isHolder, node.epoch] = [true, 3];
    await node.turns(8);
    expect(rangesOn(da)).toEqual(["1-4", "5-8"]);
  });

  test("waits for what another sent in a lease that went by while its own DA node was away", async () => {
    const da = new FakeDa();
    const node = await nodeOn(da);
    node.finalize(4);
    await node.turns(8);
    const other = await nodeOn(da);
    for (const one of [node, other]) one.finalize(8);
    other.epoch = 2;
    da.faults = [{ lateBy: 3 }];
    while (da.faults.length > 0) await other.turns(1);
    node.epoch = 3;
    await node.turns(12);
    expect(rangesOn(da)).toEqual(["1-4", "5-8"]);
  });

  test("passes over the second blob of two holders, on every reader alike", async () => {
    const da = new FakeDa();
    const one = await nodeOn(da);
    const two = await nodeOn(da);
    for (const node of [one, two]) node.finalize(4);
    // Both believe that nothing was sent yet.
    da.put(da.head + 1, await firstBlob());
    da.put(da.head + 2, await firstBlob());
    await one.turns(5);
    await two.turns(5);
    for (const node of [one, two]) {
      expect(node.service.confirmedTo).toBe(4);
      expect(await metric(node, "cordillera_da_duplicates_total")).toBeGreaterThan(0);
      expect(await metric(node, "ande_da_verifications_failed_total")).toBe(0);
    }
  });

  test.each<[string, SubmitFault]>([
    ["timed out and included", "timeoutButIncluded"],
    ["timed out and included later", { lateBy: 2 }],
    ["timed out and not included", "timeout"],
    ["said to be there and is not", "lost"],
    ["refused for its token", new DaAuthError("blob.Submit", "HTTP 401")],
    ["refused for too many requests", new DaRateLimitedError("blob.Submit", 1000)],
  ])("ends with each range once on DA, in order, after a submit that is %s", async (_what, fault) => {
    const da = new FakeDa();
    const node = await nodeOn(da);
    node.finalize(12);
    da.faults = [fault];
    await node.turns(25);
    expect(rangesOn(da)).toEqual(["1-4", "5-8", "9-12"]);
    expect(node.service.confirmedTo).toBe(12);
  });

  test("halves a blob that DA finds too large", async () => {
    const da = new FakeDa();
    const node = await nodeOn(da);
    node.finalize(8);
    da.faults = [new DaTooLargeError("blob.Submit", "blob size exceeds")];
    await node.turns(12);
    expect(rangesOn(da)).toEqual(["1-2", "3-6"]);
  });

  test("lets a blob hold fewer blocks where the configured limit is lower", async () => {
    const da = new FakeDa();
    const node = await new DaNode(da, new MemoryShelf(), { maxBlobBytes: 1200 }).open();
    await node.turns(8);
    node.finalize(8);
    await node.turns(16);
    expect(da.all.every((bytes) => bytes.length <= 1200)).toBe(true);
    expect(node.service.confirmedTo).toBeGreaterThan(4);
  });

  test("goes on where it was after DA was away, and says meanwhile what is pending", async () => {
    const da = new FakeDa();
    const node = await nodeOn(da);
    da.away = true;
    node.finalize(22);
    await node.turns(5);
    expect((await node.service.view()).pendingBlocks).toBe(22);
    expect(node.service.degraded()).toEqual(["22 blocks are not on DA (limit 12): from 1"]);
    await node.service.refreshGauges();
    expect(await metric(node, "cordillera_da_pending_blocks")).toBe(22);
    expect(await metric(node, "cordillera_da_lag_seconds")).toBe(21);
    da.away = false;
    await node.turns(16);
    expect(rangesOn(da)).toEqual(["1-4", "5-8", "9-12", "13-16", "17-20"]);
    expect(node.service.degraded()).toEqual([]);
  });

  test("E16 waits twice as long after each failure, up to half a minute, and not a moment longer once DA answers", async () => {
    const da = new FakeDa();
    const node = await nodeOn(da);
    const pauses = node.clock.slept;
    da.away = true;
    node.service.start();
    while (pauses.length < 9) await new Promise(setImmediate);
    da.away = false;
    while (pauses.length < 11) await new Promise(setImmediate);
    await node.service.stop();
    // Three quarters of each: half is by chance, and chance says one half here.
    expect(pauses.slice(0, 8)).toEqual([375, 750, 1500, 3000, 6000, 12_000, 22_500, 22_500]);
    expect(pauses.at(-1)).toBe(1000);
  });

  test("names the blocks that the store had to let go of, posts nothing after them, and lets one who has them", async () => {
    const da = new FakeDa();
    const node = await nodeOn(da);
    const other = await nodeOn(da);
    other.isHolder = false;
    da.away = true;
    for (const one of [node, other]) one.finalize(22);
    node.first = 11;
    await node.service.noteGap();
    expect(node.service.degraded()).toContain("blocks 1 to 10 are not on DA and not in this store");
    await node.service.refreshGauges();
    expect(await metric(node, "cordillera_da_gap_blocks")).toBe(10);
    da.away = false;
    await node.turns(12);
    expect(rangesOn(da)).toEqual([]);
    await expect(node.service.turn(new AbortController().signal)).rejects.toMatchObject({
      code: "DA_GAP",
      message: expect.stringContaining("Blocks 1 to 10 are not on DA and not in this store."),
    });
    node.isHolder = false;
    [other.isHolder, other.epoch] = [true, 2];
    for (let turn = 0; turn < 24; turn++) {
      await other.turns(1);
      await node.turns(1);
    }
    expect(rangesOn(da)).toEqual(["1-4", "5-8", "9-12", "13-16", "17-20"]);
    await node.service.noteGap();
    expect(node.service.degraded()).toEqual([]);
    expect(node.service.confirmedTo).toBe(20);
  });

  test("loses and doubles nothing when it is killed after any write", async () => {
    const faults: SubmitFault[][] = [[], ["timeoutButIncluded"], [{ lateBy: 2 }], ["timeout", "lost"]];
    for (const chosen of faults) {
      for (let dieAfter = 1; dieAfter <= 12; dieAfter++) {
        const da = new FakeDa();
        const shelf = new MemoryShelf();
        const node = await new DaNode(da, shelf).open();
        await node.turns(8);
        node.finalize(12);
        da.faults = [...chosen];
        shelf.dieAfter = shelf.writes + dieAfter;
        await node.turns(30).catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
        shelf.dieAfter = Number.POSITIVE_INFINITY;
        const again = await new DaNode(da, shelf).open();
        again.finalize(12);
        await again.turns(40);
        expect([dieAfter, rangesOn(da), again.service.confirmedTo]).toEqual([
          dieAfter,
          ["1-4", "5-8", "9-12"],
          12,
        ]);
      }
    }
  });

  test("keeps order and posts no gap under any mix of faults, kills and holders", async () => {
    const fault = fc.constantFrom<SubmitFault>(
      "timeout",
      "timeoutButIncluded",
      "lost",
      { lateBy: 1 },
      { lateBy: 3 },
    );
    const step = fc.record({
      faults: fc.array(fault, { maxLength: 2 }),
      away: fc.boolean(),
      holder: fc.integer({ min: 0, max: 1 }),
      kill: fc.boolean(),
      blocks: fc.integer({ min: 0, max: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const da = new FakeDa();
        const shelves = [new MemoryShelf(), new MemoryShelf()];
        let nodes = await Promise.all(shelves.map((shelf) => new DaNode(da, shelf).open()));
        for (const node of nodes) await node.turns(2);
        let last = 0;
        const withEnd = [...steps, { faults: [], away: false, holder: 0, kill: true, blocks: 4 }];
        for (const [epoch, { faults, away, holder, kill, blocks }] of withEnd.entries()) {
          last += blocks;
          if (kill) nodes = await Promise.all(shelves.map((shelf) => new DaNode(da, shelf).open()));
          da.faults = faults;
          da.away = away;
          for (const [index, node] of nodes.entries()) {
            [node.isHolder, node.epoch] = [index === holder, epoch];
            node.finalize(last);
          }
          for (let turn = 0; turn < 6; turn++) for (const node of nodes) await node.turns(1);
        }
        for (let turn = 0; turn < 80; turn++) for (const node of nodes) await node.turns(1);
        const whole = last - (last % 4);
        expect(nodes.map(({ service }) => service.confirmedTo)).toEqual([whole, whole]);
        expect([...new Set(rangesOn(da))].map((range) => range.split("-").map(Number))).toEqual(
          Array.from({ length: whole / 4 }, (_, index) => [index * 4 + 1, index * 4 + 4]),
        );
      }),
      { numRuns: 20 },
    );
  });

  test("passes over blobs of strangers, of other blocks and of no sense", async () => {
    const da = new FakeDa();
    const node = await nodeOn(da);
    node.finalize(4);
    node.isHolder = false;
    await node.turns(1);
    da.put(da.head + 1, Buffer.from("spam"));
    da.put(da.head + 1, await firstBlob(Buffer.alloc(32, 9)));
    da.put(da.head + 2, await firstBlob(signingKey, "0x02ff"));
    da.put(da.head + 3, await firstBlob());
    await node.turns(5);
    expect(node.service.confirmedTo).toBe(4);
    const { values } = await node.metrics.daVerificationsFailed.get();
    const counted = values.filter(({ value }) => value > 0);
    expect(counted.map(({ labels, value }) => [labels.reason, value])).toEqual([
      ["BLOB_MAGIC", 1],
      ["BLOB_SIGNER", 1],
      ["BLOB_UNEQUAL", 1],
    ]);
  });

  test("finds its place on DA without memory, from the newest blob", async () => {
    const da = new FakeDa();
    const node = await nodeOn(da);
    node.finalize(12);
    await node.turns(12);
    const fresh = new DaNode(da);
    fresh.finalize(14);
    await fresh.open();
    await fresh.turns(2);
    expect(fresh.service.confirmedTo).toBe(12);
    fresh.finalize(16);
    await fresh.turns(12);
    expect(rangesOn(da)).toEqual(["1-4", "5-8", "9-12", "13-16"]);
  });

  test("says that DA lost what was there, also after a restart, and posts it anew once it is told to forget", async () => {
    const da = new FakeDa();
    const node = await nodeOn(da);
    node.finalize(8);
    await node.turns(8);
    const empty = new FakeDa();
    const never = new AbortController().signal;
    const after = new DaNode(empty, node.shelf);
    after.finalize(8);
    await after.open();
    await expect(after.service.turn(never)).rejects.toThrow(
      "DA has no longer the blob that ends with block 8.",
    );
    empty.head = 500;
    await expect(after.service.turn(never)).rejects.toThrow("DA stands at 501");
    expect(empty.submits).toBe(0);
    for (const name of memoryKeys) node.shelf.values.delete(name.replace(/^da\//, ""));
    const told = new DaNode(empty, node.shelf);
    told.finalize(8);
    await told.open();
    await told.turns(16);
    expect(rangesOn(empty)).toEqual(["1-4", "5-8"]);
  });

  test("notices while it runs that DA begins anew", async () => {
    const da = new FakeDa();
    const node = await nodeOn(da);
    node.finalize(8);
    await node.turns(8);
    da.blocks.clear();
    da.head = 1;
    await expect(node.service.turn(new AbortController().signal)).rejects.toMatchObject({ code: "DA_LOST" });
  });

  test("posts the whole history of a chain that had no DA before", async () => {
    const da = new FakeDa();
    const node = new DaNode(da);
    node.finalize(9);
    await node.open();
    await node.turns(16);
    expect(rangesOn(da)).toEqual(["1-4", "5-8"]);
  });
});

async function firstBlob(key = signingKey, tx?: string): Promise<Uint8Array> {
  const { chainPayload, chainBlock, chainStore } = await import("../testing/fakeExecution");
  const { encodePayload } = await import("../payload/codec");
  const blocks = await Promise.all([1, 2, 3, 4].map((number) => chainStore.payloadAt(number)));
  if (tx) {
    const { payload, executionRequests } = chainPayload(4);
    blocks[3]!.tx = encodePayload({ payload: { ...payload, transactions: [tx] }, executionRequests });
  }
  const content = {
    chainId: 1234,
    genesisHash: chainBlock(0).hash,
    previous: noLink,
    previousDaHeight: 0,
    from: 1,
    blocks,
    state: "",
  };
  return (await encodeBlob(content, key)).bytes;
}
