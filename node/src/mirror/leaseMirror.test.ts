// Long, since a promise of the mirror is a story of its own, told with the same nodes and contract.
import { FakeCoordinator } from "../testing/fakeCoordinator";
import { first, MirrorNode, second, stateAt, third, witness } from "../testing/mirrorWorld";

const lease2 = { epoch: 2, holder: second };
const failures = (node: MirrorNode) => node.value("cordillera_mirror_failures_total");

/** Heights one after the other, each a block of the same number; every node looks after each. */
async function pass(
  nodes: MirrorNode[],
  from: number,
  to: number,
  lease: Parameters<typeof stateAt>[1] = lease2,
): Promise<void> {
  for (let height = from; height <= to; height++) {
    nodes[0]!.contract.mine(height);
    for (const node of nodes) await node.commit(stateAt(height, lease));
    for (const node of nodes) await node.look();
  }
}

/** These validators at the end of lease 1, which the contract knows. */
async function nodesOf(...authors: (typeof first)[]): Promise<MirrorNode[]> {
  const contract = new FakeCoordinator();
  const nodes = await Promise.all(authors.map((author) => MirrorNode.open(author, contract)));
  await pass(nodes, 197, 198, { epoch: 1, holder: first });
  await pass(nodes, 199, 199, lease2);
  return nodes;
}

describe("LeaseMirror", () => {
  test("has the new holder tell the contract within four blocks, once, and nobody else", async () => {
    const nodes = await nodesOf(first, second, third);
    const { contract } = nodes[0]!;
    await pass(nodes, 200, 230);
    expect(contract.known).toEqual({ epoch: 2, isProven: true });
    expect(contract.sent.map(({ from }) => from!.toLowerCase())).toEqual([second.evmAddress]);
    expect(contract.sent[0]).toMatchObject({ to: expect.stringMatching(/^0x[dD]{40}$/), gasLimit: 390_000n });
    expect(await nodes[1]!.value("cordillera_mirrored_rotations_total")).toBe(1);
    expect(await nodes[0]!.value("cordillera_mirrored_rotations_total")).toBe(0);
    const delays = await nodes[1]!.metrics.registry.getSingleMetric("cordillera_mirror_delay_blocks")!.get();
    expect(
      delays.values.find((each) => "metricName" in each && String(each.metricName).endsWith("_sum")),
    ).toMatchObject({ value: 3 });
    expect(nodes[1]!.mirror.knownEpoch).toBe(2);
  });

  test("asks nothing more of a lease that is told", async () => {
    const nodes = await nodesOf(second);
    await pass(nodes, 200, 210);
    const { asked } = nodes[0]!.contract;
    await pass(nodes, 211, 230);
    expect(nodes[0]!.contract.asked).toBe(asked);
  });

  test("lets the next in order take over after ten blocks, and one more with each block after", async () => {
    const nodes = await nodesOf(first, third, witness);
    const { contract } = nodes[0]!;
    contract.isFull = true;
    await pass(nodes, 200, 208);
    expect(contract.sent).toEqual([]);
    await pass(nodes, 209, 209);
    expect(contract.sent.map(({ from }) => from!.toLowerCase())).toEqual([third.evmAddress]);
    await pass(nodes, 210, 211);
    expect(contract.sent.map(({ from }) => from!.toLowerCase())).toEqual([
      third.evmAddress,
      first.evmAddress,
    ]);
  });

  test("leaves it be, without a failure, when somebody else was first", async () => {
    const nodes = await nodesOf(second);
    const { contract } = nodes[0]!;
    contract.isFull = true;
    await pass(nodes, 200, 202);
    contract.known = { epoch: 2, isProven: true };
    contract.isFull = false;
    contract.isReverting = true;
    await pass(nodes, 203, 215);
    expect(contract.sent).toHaveLength(1);
    expect(await failures(nodes[0]!)).toBe(0);
    expect(await nodes[0]!.value("cordillera_mirrored_rotations_total")).toBe(0);
  });

  test("replaces a transaction that blocks pass over, dearer each time, under the same nonce", async () => {
    const nodes = await nodesOf(second);
    const { contract } = nodes[0]!;
    contract.isFull = true;
    await pass(nodes, 200, 208);
    expect(contract.sent.length).toBe(3);
    expect(new Set(contract.sent.map(({ nonce }) => nonce))).toEqual(new Set([0]));
    const fees = contract.sent.map(({ maxFeePerGas }) => Number(maxFeePerGas));
    expect(fees[1]! / fees[0]!).toBeGreaterThanOrEqual(1.1);
    expect(fees[2]! / fees[1]!).toBeGreaterThanOrEqual(1.1);
    contract.isFull = false;
    await pass(nodes, 209, 210);
    expect(contract.known).toMatchObject({ epoch: 2 });
  });

  test("sends nothing twice after a kill between sending and receipt", async () => {
    const nodes = await nodesOf(second);
    const [{ contract, shelf }] = nodes as [MirrorNode];
    contract.isFull = true;
    await pass(nodes, 200, 201);
    expect(contract.sent).toHaveLength(1);
    const again = await MirrorNode.open(second, contract, shelf);
    await pass([again], 202, 204);
    expect(contract.sent).toHaveLength(1);
    expect(contract.pool).toHaveLength(1);
    expect(await failures(again)).toBe(0);
    contract.isFull = false;
    await pass([again], 205, 215);
    expect(contract.sent).toHaveLength(1);
    expect(contract.known).toMatchObject({ epoch: 2 });
  });

  test("proves a lease by its first header, also after a restart", async () => {
    const nodes = await nodesOf(second);
    const [{ contract, shelf }] = nodes as [MirrorNode];
    contract.isPoor = true;
    await pass(nodes, 200, 204);
    contract.isPoor = false;
    const again = await MirrorNode.open(second, contract, shelf);
    await pass([again], 205, 206);
    // The header of block 200 is the first that names a state of lease 2; FakeCoordinator's header is its number.
    expect(contract.sent[0]!.data).toContain(`${"0".repeat(63)}1c8${"0".repeat(62)}`);
  });

  test("tells leases that went by untold in the order in which they began", async () => {
    const nodes = await nodesOf(third);
    const { contract } = nodes[0]!;
    await pass(nodes, 200, 202);
    await pass(nodes, 203, 209, { epoch: 3, holder: third });
    expect(contract.sent).toHaveLength(2);
    expect(contract.known).toEqual({ epoch: 3, isProven: true });
  });

  test("begins with the present lease where the contract knows none", async () => {
    const nodes = await nodesOf(first);
    nodes[0]!.contract.known = { epoch: 0, isProven: false };
    await pass(nodes, 200, 203, { epoch: 7, holder: first });
    expect(nodes[0]!.contract.known).toEqual({ epoch: 7, isProven: true });
    expect(nodes[0]!.contract.sent).toHaveLength(1);
  });

  test("proves what somebody named by their own word", async () => {
    const nodes = await nodesOf(second);
    nodes[0]!.contract.known = { epoch: 2, isProven: false };
    await pass(nodes, 200, 201);
    expect(nodes[0]!.contract.sent).toHaveLength(1);
  });

  test("sends nothing, and alarms nobody, before there is a contract or a sequencer in it", async () => {
    const nodes = await nodesOf(second);
    const [{ contract }] = nodes as [MirrorNode];
    contract.known = undefined;
    await pass(nodes, 200, 220);
    expect(nodes[0]!.mirror.knownEpoch).toBeUndefined();
    contract.known = { epoch: 0, isProven: false };
    contract.strangers = [2];
    await pass(nodes, 221, 240);
    expect(contract.sent).toEqual([]);
    expect(nodes[0]!.mirror.degraded()).toEqual([]);
    expect(await nodes[0]!.value("cordillera_mirror_lag_blocks")).toBe(0);
  });

  test("says after ten blocks which lease is not told and why, and nothing once it is", async () => {
    const nodes = await nodesOf(second);
    const [{ contract, mirror }] = nodes as [MirrorNode];
    contract.isPoor = true;
    await pass(nodes, 200, 209);
    expect(mirror.degraded()).toEqual([]);
    await pass(nodes, 210, 210);
    expect(mirror.degraded()).toEqual([
      `the coordinator does not know lease 2 after 11 blocks: The lease was not told to the coordinator: ${second.evmAddress} cannot pay for the gas.`,
    ]);
    expect(await nodes[0]!.value("cordillera_mirror_lag_blocks")).toBe(11);
    expect(await failures(nodes[0]!)).toBe(10);
    contract.isPoor = false;
    await pass(nodes, 211, 212);
    expect(mirror.degraded()).toEqual([]);
    expect(await nodes[0]!.value("cordillera_mirror_lag_blocks")).toBe(0);
  });

  test("counts a reverted transaction as a failure and sends another", async () => {
    const nodes = await nodesOf(second);
    const [{ contract }] = nodes as [MirrorNode];
    contract.isReverting = true;
    await pass(nodes, 200, 202);
    contract.isReverting = false;
    await pass(nodes, 203, 205);
    expect(await failures(nodes[0]!)).toBe(1);
    expect(contract.known).toMatchObject({ epoch: 2 });
  });

  test("does nothing while it catches up", async () => {
    const nodes = await nodesOf(second);
    const [node] = nodes as [MirrorNode];
    for (let height = 200; height < 220; height++) {
      await node.commit(stateAt(height, lease2));
      node.clock.pass(60_000);
      await node.look();
    }
    expect(node.contract.sent).toEqual([]);
  });

  test("goes on after geth was away", async () => {
    const nodes = await nodesOf(second);
    const [{ contract }] = nodes as [MirrorNode];
    contract.isAway = true;
    await pass(nodes, 200, 203);
    contract.isAway = false;
    await pass(nodes, 204, 205);
    expect(contract.known).toMatchObject({ epoch: 2 });
    expect(await failures(nodes[0]!)).toBe(4);
  });
});
