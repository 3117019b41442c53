import { renderEndpointBox } from "./endpointBox";

describe("renderEndpointBox", () => {
  test("names every way in", () => {
    const box = renderEndpointBox({
      endpoints: {
        http: "http://127.0.0.1:8080",
        https: "https://127.0.0.1:8443",
        prometheus: "http://127.0.0.1:9093",
        rpc: { "local-sequencer-1": "http://127.0.0.1:8545" },
        ws: { "local-sequencer-1": "ws://127.0.0.1:8546" },
        metrics: { "local-sequencer-1": "http://127.0.0.1:9090" },
        doors: {},
      },
      hosts: {},
      contracts: { AndeToken: "0x00000000000000000000000000000000000000aa" },
      network: { chainId: 1234, consensusChainId: "ande-local-1234", name: "ande-local" },
    });
    expect(box).toMatchInlineSnapshot(`
"┌───────────────────────────┬────────────────────────────────────────────┐
│ ande-local                │ where                                      │
├───────────────────────────┼────────────────────────────────────────────┤
│ front door, HTTP          │ http://127.0.0.1:8080                      │
│ front door, HTTPS         │ https://127.0.0.1:8443                     │
│ local-sequencer-1 RPC, WS │ http://127.0.0.1:8545  ws://127.0.0.1:8546 │
│ local-sequencer-1 metrics │ http://127.0.0.1:9090                      │
│ Prometheus                │ http://127.0.0.1:9093                      │
│ contract AndeToken        │ 0x00000000000000000000000000000000000000aa │
│ chain id                  │ 1234                                       │
└───────────────────────────┴────────────────────────────────────────────┘"
`);
  });
});
