import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ConsensusProxy } from "./consensusProxy";

const asked: string[] = [];
let lastBody = "";
const servers: Server[] = [];

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

let url: string;
beforeAll(async () => {
  const comet = await listen(
    createServer(async (request, response) => {
      const text = (await request.toArray()).join("");
      lastBody = text;
      asked.push((JSON.parse(text) as { method: string }).method);
      response.end('{"jsonrpc":"2.0","id":1,"result":{}}');
    }),
  );
  const proxy = new ConsensusProxy(comet);
  url = await listen(createServer((request, response) => void proxy.answer(request, response)));
});
afterAll(async () => {
  for (const server of servers) await new Promise((resolve) => server.close(resolve));
});

const post = (body: string) => fetch(url, { method: "POST", body });
const call = (method: string) =>
  post(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: { height: "5" } }));

describe("ConsensusProxy", () => {
  test("hands on what a light client asks", async () => {
    for (const method of ["commit", "validators", "consensus_params"]) {
      expect(await (await call(method)).json()).toEqual({ jsonrpc: "2.0", id: 1, result: {} });
    }
    expect(asked).toEqual(["commit", "validators", "consensus_params"]);
  });

  test("hands on nothing that changes or tells anything else, nor what it cannot read", async () => {
    const before = asked.length;
    for (const method of ["broadcast_evidence", "broadcast_tx_sync", "net_info", "status", "dial_peers"]) {
      expect((await call(method)).status).toBe(403);
    }
    expect((await post("not JSON")).status).toBe(403);
    expect((await post(`[${JSON.stringify({ method: "commit" })}]`)).status).toBe(403);
    expect((await post('{"id":1,"method":"commit","params":{"height":"1; x"}}')).status).toBe(403);
    expect((await post(JSON.stringify({ method: "commit", params: "x".repeat(20_000) }))).status).toBe(413);
    expect(asked).toHaveLength(before);
  });

  test("hands on what it read, not what CometBFT might read in the same bytes", async () => {
    await post(
      '{"id":1,"method":"commit","Method":"broadcast_evidence","params":{"height":"5","Height":"6"}}',
    );
    expect(lastBody).toBe('{"jsonrpc":"2.0","id":1,"method":"commit","params":{"height":"5"}}');
  });

  test("says so when CometBFT does not answer", async () => {
    const away = new ConsensusProxy("http://127.0.0.1:1");
    const its = await listen(createServer((request, response) => void away.answer(request, response)));
    expect((await fetch(its, { method: "POST", body: '{"id":1,"method":"commit"}' })).status).toBe(502);
  });
});
