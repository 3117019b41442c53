import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { NodeError } from "../faults";
import { silentLogger } from "../logger";
import { FakeClock } from "../testing/fakeClock";
import { JoinDesk, renderJoin } from "./joinDesk";

// Thirty rounds of asking, where nobody agrees.
jest.setTimeout(60_000);

const never = new AbortController().signal;
const hash = "AB".repeat(32);
const genesisMs = 1_000_000_000;
const agedMs = genesisMs + 10_000 * 2000;

interface PeerSays {
  height: number;
  snapshotHeights?: number[];
  hash?: string;
}

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** A peer: its status, and the block hash that its CometBFT tells. */
async function peer(name: string, says: PeerSays) {
  const server = createServer((request, response) => {
    const commit = { result: { signed_header: { commit: { block_id: { hash: says.hash ?? hash } } } } };
    response.end(JSON.stringify(request.url === "/consensus" ? commit : says));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { name, statusUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/status` };
}

const absent = { name: "absent", statusUrl: "http://127.0.0.1:1/status" };

function makeDesk(
  peers: { name: string; statusUrl: string }[],
  at: { nowMs?: number; isEmpty?: boolean; takenAt?: number; memory?: Record<string, unknown> } = {},
) {
  const memory: Record<string, unknown> = at.memory ?? {};
  const fatal: NodeError[] = [];
  const desk = new JoinDesk(
    { peers, blockIntervalMs: 2000, joinAboveBlocks: 1000 },
    {
      chain: { isEmpty: at.isEmpty ?? true, handshakeHeight: at.takenAt ?? 0 },
      execution: {
        blockAt: async () => ({ number: 0, hash: "0x0", stateRoot: "0x0", timestamp: genesisMs / 1000 }),
      },
      keeper: { ensureLevel: async () => {} },
      shelf: {
        get: async <T>(name: string) => memory[name] as T | undefined,
        write: async (puts) => void Object.assign(memory, puts),
      },
      clock: new FakeClock(at.nowMs ?? agedMs),
      logger: silentLogger,
      onFatal: (error) => fatal.push(error),
    },
  );
  return { desk, memory, fatal };
}

/** Lets what waits on the clock of tests go on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const far = { height: 5000, snapshotHeights: [5000, 4500] };

describe("JoinDesk", () => {
  test("tells an empty node of an old network what to trust and whom to ask", async () => {
    const peers = [await peer("a", far), await peer("b", far), absent];
    const { desk } = makeDesk(peers);
    const point = await desk.decide(never);
    desk.stop();
    const urls = peers.slice(0, 2).map(({ statusUrl }) => statusUrl.replace("/status", "/consensus"));
    expect(point).toEqual({ height: 5000, hash, rpcUrls: urls });
    expect(renderJoin(point)).toBe(
      [
        "CMT_STATESYNC_ENABLE=true",
        `CMT_STATESYNC_RPC_SERVERS=${urls.join(",")}`,
        "CMT_STATESYNC_TRUST_HEIGHT=5000",
        `CMT_STATESYNC_TRUST_HASH=${hash}`,
        "",
      ].join("\n"),
    );
  });

  test("asks nobody when the node has blocks, or the network is young", async () => {
    const peers = [await peer("a", far), await peer("b", far)];
    expect(await makeDesk(peers, { isEmpty: false }).desk.decide(never)).toBeUndefined();
    expect(await makeDesk(peers, { nowMs: genesisMs + 5000 }).desk.decide(never)).toBeUndefined();
    expect(renderJoin(undefined)).toBe("");
  });

  test("leaves a short chain to blocks", async () => {
    const near = { height: 900, snapshotHeights: [500] };
    const { desk } = makeDesk([await peer("a", near), await peer("b", near)]);
    expect(await desk.decide(never)).toBeUndefined();
  });

  test("trusts nobody when a peer tells another hash, and joins by blocks", async () => {
    const lying = { ...far, hash: "CD".repeat(32) };
    const { desk } = makeDesk([await peer("a", far), await peer("b", far), await peer("c", lying)]);
    expect(await desk.decide(never)).toBeUndefined();
  });

  test("joins by blocks when no peer has a snapshot", async () => {
    const bare = { height: 5000, snapshotHeights: [] };
    const { desk } = makeDesk([await peer("a", bare), await peer("b", { height: 5000 })]);
    expect(await desk.decide(never)).toBeUndefined();
  });

  test("joins by blocks when too few peers answer", async () => {
    const { desk } = makeDesk([await peer("a", far), absent, absent]);
    expect(await desk.decide(never)).toBeUndefined();
  });

  test("once given up, ends the node, and the next start joins by blocks", async () => {
    const peers = [await peer("a", far), await peer("b", far)];
    const { desk, memory, fatal } = makeDesk(peers);
    await desk.giveUp("geth's peers give nothing\n  - more");
    expect(fatal.map(({ code }) => code)).toEqual(["SNAPSHOTS_GIVEN_UP"]);
    expect(await makeDesk(peers, { memory }).desk.decide(never)).toBeUndefined();
  });

  test("given up or not, tries again where a snapshot was taken: blocks cannot begin below it", async () => {
    const peers = [await peer("a", far), await peer("b", far)];
    const { desk } = makeDesk(peers, { takenAt: 4500, memory: { givenUp: "nobody offered one" } });
    expect(await desk.decide(never)).toMatchObject({ height: 5000 });
    desk.stop();
  });

  test("waits five minutes for CometBFT to be offered one, and no more", async () => {
    const peers = [await peer("a", far), await peer("b", far)];
    const { desk, fatal } = makeDesk(peers);
    desk.watch();
    await settle();
    expect(fatal[0]!.message).toContain("no snapshot was offered and accepted within 300 s");
    const taken = makeDesk(peers, { takenAt: 4500 });
    taken.desk.watch();
    await settle();
    expect(taken.fatal).toEqual([]);
  });
});
