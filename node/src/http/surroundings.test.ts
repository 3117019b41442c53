import { createServer } from "node:http";
import { silentLogger } from "../logger";
import { FakeClock } from "../testing/fakeClock";
import { SurroundingsWatch } from "./surroundings";

describe("SurroundingsWatch", () => {
  test("keeps the peers that answer and forgets those that do not", async () => {
    const time = new Date(1_000_000 + 3_000).toISOString();
    const peer = createServer((request, response) => {
      const body =
        request.url === "/status" ? { height: 41, consensusAddress: "AA", time } : { result: "0x2" };
      response.end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => peer.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(peer.address() as { port: number }).port}`;
    let silent = 0;
    const watch = new SurroundingsWatch(
      {
        cometRpcUrl: "http://127.0.0.1:1",
        gethRpcUrl: url,
        httpAddress: "127.0.0.1:9001",
        peers: [
          { name: "well", statusUrl: `${url}/status` },
          { name: "gone", statusUrl: "http://127.0.0.1:1/status" },
          { name: "odd", statusUrl: `${url}/other` },
        ],
      },
      { clock: new FakeClock(), logger: silentLogger, onNoAnswer: () => silent++ },
    );
    await watch.look();
    // CometBFT's two and the peer that is gone; an answer that makes no sense is one.
    expect(silent).toBe(3);
    expect(watch.latest).toEqual({
      catchingUp: undefined,
      consensusPeers: undefined,
      gethPeers: 2,
      traffic: undefined,
      peerHeights: [41],
      peers: [{ name: "well", height: 41, consensusAddress: "AA", clockOffsetMs: 3000 }],
    });
    peer.closeAllConnections();
    peer.close();
  });
});
