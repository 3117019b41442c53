import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "../logger";
import { WaitingTransactions } from "./waitingTransactions";

interface Call {
  id: number;
  method: string;
  params: string[];
}

const dir = mkdtempSync(join(tmpdir(), "waiting-"));
const path = join(dir, "waiting");
const never = new AbortController().signal;
const sent: string[] = [];
let server: Server;
let rpcUrl: string;
/** So many requests are answered. */
let failAfter = Number.POSITIVE_INFINITY;

// A pool of two accounts; one transaction left it between the two questions.
const content = {
  pending: { "0xa": { "10": { hash: "0x0a10" }, "9": { hash: "0x0a09" } } },
  queued: { "0xb": { "3": { hash: "0xgone" }, "4": { hash: "0x0b04" } } },
};

function answer({ id, method, params }: Call) {
  if (method === "txpool_content") return { id, result: content };
  if (method === "eth_getRawTransactionByHash") {
    return params[0] === "0xgone" ? { id, result: null } : { id, result: `${params[0]}ff` };
  }
  sent.push(params[0]!);
  return params[0] === "0x0a09ff"
    ? { id, error: { code: -32000, message: "nonce too low" } }
    : { id, result: "0x1" };
}

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const text = (await request.toArray()).join("");
    if (--failAfter < 0) return void response.destroy();
    const asked = JSON.parse(text) as Call | Call[];
    response.end(JSON.stringify(Array.isArray(asked) ? asked.map(answer) : answer(asked)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  rpcUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(dir, { recursive: true });
});

describe("WaitingTransactions", () => {
  test("keeps what waits in the order of nonces, and gives it back once", async () => {
    const waiting = new WaitingTransactions({ path, rpcUrl }, { logger: silentLogger });
    await waiting.keep(never);
    expect(readFileSync(path, "utf8")).toBe("0x0a09ff\n0x0a10ff\n0x0b04ff\n");
    await waiting.giveBack(never);
    expect(sent).toEqual(["0x0a09ff", "0x0a10ff", "0x0b04ff"]);
    expect(existsSync(path)).toBe(false);
    await waiting.giveBack(never);
    expect(sent).toHaveLength(3);
  });

  test("keeps what it has read when the time is over", async () => {
    const two = new WaitingTransactions({ path, rpcUrl, perRequest: 1 }, { logger: silentLogger });
    failAfter = 2;
    await two.keep(never);
    expect(readFileSync(path, "utf8")).toBe("0x0a09ff\n");
    failAfter = Number.POSITIVE_INFINITY;
    rmSync(path);
  });

  test("a geth that does not answer stops nothing, and what was kept stays", async () => {
    await new WaitingTransactions({ path, rpcUrl }, { logger: silentLogger }).keep(never);
    const away = new WaitingTransactions({ path, rpcUrl: "http://127.0.0.1:1" }, { logger: silentLogger });
    await away.keep(never);
    await away.giveBack(never);
    expect(existsSync(path)).toBe(true);
  });
});
