import { JsonRpcProvider, WebSocketProvider } from "ethers";
import { waitFor } from "../../stack/waitFor";
import type { Fleet } from "../fleet";

/** How many requests HAProxy has sent to each sequencer's RPC, from its own counters. */
async function requestsPerBackend(fleet: Fleet): Promise<Record<string, number>> {
  const metrics = await fleet.onHost("local-edge-1", "curl -s http://127.0.0.1:8404/metrics");
  const counts: Record<string, number> = {};
  for (const match of metrics.matchAll(
    /^haproxy_server_http_responses_total\{proxy="rpc",server="([^"]+)",code="2xx"\} (\d+)/gm,
  )) {
    counts[match[1]!] = Number(match[2]);
  }
  return counts;
}

async function blockNumber(url: string): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_blockNumber", params: [] }),
  });
}

/** One address for all sequencers (row A13, first form). */
export function frontDoorBalances(fleet: Fleet): void {
  test("spreads requests evenly over the three sequencers", async () => {
    const before = await requestsPerBackend(fleet);
    for (let i = 0; i < 90; i += 1)
      expect((await blockNumber(fleet.outputs.endpoints.http)).status).toBe(200);
    const after = await requestsPerBackend(fleet);
    const spread = Object.keys(after).map((server) => after[server]! - (before[server] ?? 0));
    expect(spread.length).toBe(3);
    for (const count of spread) expect(Math.abs(count - 30)).toBeLessThanOrEqual(3);
  });

  test("S05 delivers new heads over WebSocket", async () => {
    const provider = new WebSocketProvider(fleet.outputs.endpoints.http.replace("http", "ws"));
    const heads: number[] = [];
    await provider.on("block", (number: number) => heads.push(number));
    await waitFor("three heads", 20_000, async () => heads.length >= 3);
    await provider.destroy();
    expect(heads[2]! - heads[0]!).toBe(2);
  });

  test("takes out a sequencer whose geth is paused, without a failed request, and takes it back", async () => {
    const host = "local-sequencer-1";
    await fleet.onHost(host, "pkill -STOP geth");
    try {
      await waitFor("HAProxy to see it", 30_000, async () => {
        const metrics = await fleet.onHost("local-edge-1", "curl -s http://127.0.0.1:8404/metrics");
        return metrics.includes(`haproxy_server_status{proxy="rpc",server="${host}",state="DOWN"} 1`);
      });
      for (let i = 0; i < 30; i += 1)
        expect((await blockNumber(fleet.outputs.endpoints.http)).status).toBe(200);
    } finally {
      await fleet.onHost(host, "pkill -CONT geth");
    }
    await fleet.waitForLevel(host, 90_000);
  });

  test("answers over TLS with the stack's own certificate", async () => {
    const body = `{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}`;
    const answer = await fleet.onHost(
      "local-edge-1",
      `curl -sk -H 'content-type: application/json' -d '${body}' https://127.0.0.1:443/`,
    );
    expect(JSON.parse(answer).result).toBe("0x4d2");
    expect(await new JsonRpcProvider(fleet.outputs.endpoints.http).send("eth_chainId", [])).toBe("0x4d2");
  });
}
