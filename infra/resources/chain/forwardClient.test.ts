import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { toQuantity } from "ethers";
import { ForwardClient } from "./forwardClient";

interface Asked {
  id: number;
  method: string;
}

let server: Server;
let client: ForwardClient;
let requests: Asked[][];

/** A server whose answers are of one block after the other, the last one for ever; the answer is the block. */
async function serve(heights: number[], { takesBatches = true, waitMs = 300 } = {}): Promise<void> {
  requests = [];
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const asked = JSON.parse(body) as Asked | Asked[];
      requests.push([asked].flat());
      const height = heights.length > 1 ? heights.shift()! : heights[0]!;
      const answer = ({ id }: Asked) => ({ jsonrpc: "2.0", id, result: toQuantity(height) });
      const refusal = { jsonrpc: "2.0", id: null, error: { code: -32600, message: "one at a time" } };
      const answers = Array.isArray(asked) ? (takesBatches ? asked.map(answer) : refusal) : answer(asked);
      response.setHeader("content-type", "application/json").end(JSON.stringify(answers));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  client = new ForwardClient({ rpcUrl: `http://127.0.0.1:${port}`, chainId: 1234 }, waitMs);
}

afterEach(() => {
  client.destroy();
  server.closeAllConnections();
  server.close();
});

const nonce = () => client.send("eth_getTransactionCount", ["0x00", "latest"]).then(Number);

describe("ForwardClient", () => {
  test("asks again when another node answers from an older block", async () => {
    await serve([10, 9, 9, 10]);
    expect(await nonce()).toBe(10);
    expect(await nonce()).toBe(10);
    expect(requests).toHaveLength(4);
  });

  test("what one client has seen binds the next one of the same chain", async () => {
    await serve([10, 9, 11]);
    await nonce();
    const { rpcUrl } = client.chain;
    client.destroy();
    client = new ForwardClient({ rpcUrl, chainId: 1234 }, 300);
    expect(await nonce()).toBe(11);
  });

  test("says so when the chain stays behind", async () => {
    await serve([10, 7]);
    await nonce();
    await expect(nonce()).rejects.toThrow(
      /^The chain's JSON-RPC answers from before a block that it has shown\.\n {2}- url: .*\n {2}- shown: block 10\n {2}- answers from: block 7\n {2}- waited: 0\.3 s\n {2}fix: /,
    );
  });

  test("asks a server that takes one question at a time that one alone", async () => {
    await serve([5], { takesBatches: false });
    expect(await nonce()).toBe(5);
  });

  test("sends a transaction once, whatever the height", async () => {
    await serve([10, 9]);
    await nonce();
    await client.send("eth_sendRawTransaction", ["0x"]);
    expect(requests.slice(1)).toEqual([[expect.objectContaining({ method: "eth_sendRawTransaction" })]]);
  });
});
