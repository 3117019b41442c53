import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CelestiaClient } from "../../../node/src/da/celestiaClient";
import { namespaceBytes } from "../../../node/src/da/namespace";
import { type Devnet, startDevnet } from "./devnet";
import type { Fault } from "./faults";

const blockMs = 30;
let dir: string;
let devnet: Devnet;
let url: string;
const start = async () => {
  const tokenFile = join(dir, "token");
  devnet = await startDevnet({ dir, host: "127.0.0.1", port: 0, blockMs, tokenFile });
  url = `http://127.0.0.1:${devnet.port}`;
};

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "devnet-"));
  writeFileSync(join(dir, "token"), "right\n");
  await start();
});
afterEach(async () => {
  await devnet.close();
  rmSync(dir, { recursive: true });
});

const clientWith = (
  change: { token?: string; id?: string; requestTimeoutMs?: number; submitTimeoutMs?: number } = {},
) => {
  const { token = "right", id = "61".repeat(10), ...options } = change;
  const tokenFile = join(dir, `token-${token}`);
  writeFileSync(tokenFile, token);
  return new CelestiaClient({ rpcUrl: url, tokenFile, namespace: namespaceBytes(id), ...options });
};
const befall = (...faults: Fault[]) => put({ faults });
const put = async (body: object) => {
  const answer = await fetch(`${url}/faults`, { method: "PUT", body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
};
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "none",
    (error: { code: string }) => error.code,
  );
const passHeights = async (count: number) => {
  const until = devnet.chain.height + count;
  while (devnet.chain.height < until) await new Promise((done) => setTimeout(done, 5));
};
const texts = async (client: CelestiaClient, height: number) =>
  (await client.blobsAt(height)).map((data) => Buffer.from(data).toString());

describe("CelestiaClient on the devnet", () => {
  test("reads again what it submitted, in its namespace only, also after a restart", async () => {
    const client = clientWith();
    const height = await client.submit(Buffer.from("hello"));
    expect(await texts(client, height)).toEqual(["hello"]);
    expect(await clientWith({ id: "62".repeat(10) }).blobsAt(height)).toEqual([]);
    await devnet.close();
    await start();
    expect(devnet.chain.height).toBeGreaterThanOrEqual(height);
    expect(await texts(clientWith(), height)).toEqual(["hello"]);
  });

  test("tells heads, sampling, synchronisation, time and balance", async () => {
    const client = clientWith();
    expect(await client.localHead()).toBeGreaterThan(0);
    expect(await client.networkHead()).toBeGreaterThan(0);
    expect(Math.abs((await client.timeOf(1)) - Date.now())).toBeLessThan(60_000);
    expect(await client.samplingStats()).toMatchObject({ is_running: true });
    expect((await client.syncState()).height).toBeGreaterThan(0);
    const before = await client.balance();
    await client.submit(Buffer.alloc(10_000));
    expect(await client.balance()).toBeLessThan(before);
  });

  test.each([
    ["DA_TIMED_OUT", { kind: "timeout" }],
    ["DA_IN_MEMPOOL", { kind: "mempool" }],
    ["DA_SEQUENCE", { kind: "sequence" }],
    ["DA_TOO_LARGE", { kind: "tooLarge" }],
    ["DA_RATE_LIMITED", { kind: "rateLimit" }],
    ["DA_UNREACHABLE", { kind: "drop" }],
  ] as [string, Fault][])("says %s and nothing is included", async (code, fault) => {
    const client = clientWith();
    await befall(fault);
    const before = devnet.chain.height;
    expect(await codeOf(client.submit(Buffer.from("x")))).toBe(code);
    await passHeights(3);
    for (let height = before; height <= devnet.chain.height; height++) {
      expect(await client.blobsAt(height)).toEqual([]);
    }
    expect(await client.submit(Buffer.from("x"))).toBeGreaterThan(before);
  });

  test("says DA_TIMED_OUT and the blob is there", async () => {
    const client = clientWith();
    const before = devnet.chain.height;
    await befall({ kind: "timeoutButIncluded" }, { kind: "late", heights: 2 });
    expect(await codeOf(client.submit(Buffer.from("one")))).toBe("DA_TIMED_OUT");
    expect(await codeOf(client.submit(Buffer.from("two")))).toBe("DA_TIMED_OUT");
    await passHeights(4);
    const all: string[] = [];
    for (let height = before; height <= devnet.chain.height; height++)
      all.push(...(await texts(client, height)));
    expect(all).toEqual(["one", "two"]);
  });

  test("gives a height at which nothing lies, and turns a block's order round", async () => {
    const client = clientWith();
    await befall({ kind: "lost" });
    const lost = await client.submit(Buffer.from("gone"));
    await passHeights(2);
    expect(await texts(client, lost)).toEqual([]);
    await befall({ kind: "reorder" });
    await passHeights(1);
    const heights = await Promise.all(["a", "b"].map((text) => client.submit(Buffer.from(text))));
    expect(heights[0]).toBe(heights[1]);
    expect((await texts(client, heights[0]!)).sort()).toEqual(["a", "b"]);
  });

  test("says DA_TIMED_OUT when no answer comes in time, DA_UNREACHABLE while DA is away", async () => {
    await befall({ kind: "delay", ms: 500, method: "blob.GetAll" });
    expect(await codeOf(clientWith({ requestTimeoutMs: 60 }).blobsAt(1))).toBe("DA_TIMED_OUT");
    await put({ away: true });
    expect(await codeOf(clientWith().localHead())).toBe("DA_UNREACHABLE");
    await put({ away: false });
    expect(await codeOf(clientWith().localHead())).toBe("none");
  });

  test("says DA_AUTH for a wrong token, and for none where writing wants one", async () => {
    expect(await codeOf(clientWith({ token: "wrong" }).localHead())).toBe("DA_AUTH");
    expect(await codeOf(clientWith({ token: "" }).submit(Buffer.from("x")))).toBe("DA_AUTH");
    expect(await codeOf(clientWith({ token: "" }).localHead())).toBe("none");
  });

  test("says DA_REFUSED for a height of the future", async () => {
    expect(await codeOf(clientWith().blobsAt(1_000_000))).toBe("DA_REFUSED");
  });
});

describe("/faults", () => {
  test("refuses a fault that it does not know", async () => {
    const answer = await fetch(`${url}/faults`, { method: "PUT", body: '{"faults":[{"kind":"flood"}]}' });
    expect(answer.status).toBe(500);
    expect(((await answer.json()) as { reason: string }).reason).toContain(
      'unknown fault "flood"; known drop,',
    );
  });
});
