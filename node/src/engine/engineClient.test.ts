import { createServer, type IncomingMessage, type Server } from "node:http";
import { FakeClock } from "../testing/fakeClock";
import { chainPayload } from "../testing/fakeExecution";
import { EngineClient } from "./engineClient";
import { JsonRpc } from "./jsonRpc";

let server: Server;
let seen: { method: string; params: unknown[]; authorization: string | undefined }[];
let answer: (method: string) => { status?: number; body: string };

beforeEach(async () => {
  seen = [];
  server = createServer(async (request, response) => {
    const call = JSON.parse(await bodyOf(request)) as { method: string; params: unknown[] };
    seen.push({ ...call, authorization: request.headers.authorization });
    const { status, body } = answer(call.method);
    response.writeHead(status ?? 200, { "content-type": "application/json" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

let failures: string[] = [];
beforeEach(() => {
  failures = [];
});

function client(): EngineClient {
  const { port } = server.address() as { port: number };
  const options = { url: `http://127.0.0.1:${port}`, secret: Buffer.alloc(32, 1) };
  const rpc = new JsonRpc(options, { clock: new FakeClock(1_700_000_000_000) });
  return new EngineClient(rpc, { onFailure: (failure) => failures.push(failure) });
}

const result = (value: unknown) => ({ body: JSON.stringify({ jsonrpc: "2.0", id: 1, result: value }) });
const refusal = (code: number, message: string) => ({
  body: JSON.stringify({ jsonrpc: "2.0", id: 1, error: { code, message } }),
});

describe("EngineClient", () => {
  test("gives geth payload, no blob hashes, beacon root and requests, in Prague's order", async () => {
    answer = () => result({ status: "VALID", latestValidHash: null, validationError: null });
    const bound = chainPayload(1);
    expect(await client().newPayload(bound)).toEqual({ status: "VALID" });
    expect(seen[0]).toMatchObject({
      method: "engine_newPayloadV4",
      params: [bound.payload, [], bound.parentBeaconBlockRoot, []],
    });
  });

  test("moves head, safe and finalized together", async () => {
    answer = () => result({ payloadStatus: { status: "VALID" }, payloadId: null });
    await client().setHead("0xaa");
    expect(seen[0]!.params).toEqual([
      { headBlockHash: "0xaa", safeBlockHash: "0xaa", finalizedBlockHash: "0xaa" },
      null,
    ]);
  });

  test("signs each request with a token of its own time", async () => {
    answer = () => result(null);
    await client().blockAt(1);
    const [, claims] = seen[0]!.authorization!.split(".") as [string, string];
    expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toEqual({ iat: 1_700_000_000 });
  });

  test("tells the reason of an invalid payload", async () => {
    answer = () => result({ status: "INVALID", validationError: "wrong root" });
    expect(await client().newPayload(chainPayload(1))).toEqual({ status: "INVALID", reason: "wrong root" });
  });

  test.each([
    ["an unfollowable fork choice", () => refusal(-38006, "Too deep reorg"), "ENGINE_FORKCHOICE"],
    ["a refused request", () => refusal(-32602, "bad params"), "ENGINE_REFUSED"],
    ["a refused token", () => ({ status: 401, body: "no" }), "ENGINE_AUTH"],
    ["a body above geth's limit", () => ({ status: 413, body: "content length too large" }), "ENGINE_HTTP"],
    ["a busy server", () => ({ status: 429, body: "slow down" }), "ENGINE_UNREACHABLE"],
    ["a payload of another fork", () => refusal(-38005, "unsupported fork"), "ENGINE_REFUSED"],
    ["an answer that is no JSON-RPC", () => ({ status: 502, body: "<html>" }), "ENGINE_UNREACHABLE"],
  ])("gives %s a class of its own", async (_, make, code) => {
    answer = make;
    await expect(client().setHead("0xaa")).rejects.toMatchObject({ code });
  });

  test("calls a closed port unreachable", async () => {
    const gone = new EngineClient(new JsonRpc({ url: "http://127.0.0.1:1" }, { clock: new FakeClock() }));
    await expect(gone.blockAt(0)).rejects.toThrow("geth did not answer eth_getBlockByNumber.");
  });

  test.each([
    [401, "auth"],
    [413, "http"],
    [502, "unreachable"],
  ])("counts HTTP %i as %s", async (status, failure) => {
    answer = () => ({ status, body: "no" });
    await expect(client().blockAt(0)).rejects.toThrow();
    expect(failures).toEqual([failure]);
  });

  test.each(["INVALID", "SYNCING", "ACCEPTED"])("counts the verdict %s", async (status) => {
    answer = () => result({ status });
    await client().newPayload(chainPayload(1));
    expect(failures).toEqual([status.toLowerCase()]);
  });

  test("tells a geth that is too slow from one that is away", async () => {
    answer = () => result("late");
    const slow = createServer(() => {});
    await new Promise<void>((resolve) => slow.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(slow.address() as { port: number }).port}`;
    const call = new JsonRpc({ url }, { clock: new FakeClock() }).call("eth_x", [], { timeoutMs: 30 });
    await expect(call).rejects.toThrow("geth did not answer eth_x within 30 ms.");
    slow.closeAllConnections();
    slow.close();
  });
});
