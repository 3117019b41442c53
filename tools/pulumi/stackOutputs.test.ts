import { parseStackOutputs } from "./stackOutputs";

const outputs = {
  endpoints: {
    http: "http://127.0.0.1:8080",
    https: "",
    prometheus: "",
    rpc: {},
    ws: {},
    metrics: {},
    doors: {},
  },
  hosts: {
    "local-edge-1": {
      region: "local",
      provider: "docker",
      roles: ["edge"],
      address: "127.0.0.1",
      sshPort: 2205,
      privateAddress: "10.77.0.15",
      hostKey: "ssh-ed25519 AAAA",
      generation: "1f",
    },
  },
  contracts: { AndeToken: "0x00" },
  network: { chainId: 1234, consensusChainId: "ande-local-1234", name: "ande-local" },
};

describe("parseStackOutputs", () => {
  test("reads what a finished stack tells", () => {
    expect(parseStackOutputs("local", JSON.stringify(outputs))).toEqual(outputs);
  });

  test("reads a cloud network, which has neither Prometheus nor JSON-RPC outside its front door", () => {
    const { prometheus: _none, ...endpoints } = outputs.endpoints;
    const read = parseStackOutputs("testnet", JSON.stringify({ ...outputs, endpoints }));
    expect(read.endpoints.prometheus).toBe("");
  });

  test("says of a stack without any output that nothing was deployed", () => {
    expect(() => parseStackOutputs("testnet", "{}")).toThrow(
      [
        'Stack "testnet" has not been brought up completely.',
        "  - nothing of it was deployed yet",
        "  fix: make deploy STACK=testnet",
      ].join("\n"),
    );
  });

  test("says which outputs a half-made stack lacks", () => {
    expect(() => parseStackOutputs("local", JSON.stringify({ ...outputs, hosts: undefined }))).toThrow(
      [
        'Stack "local" has not been brought up completely.',
        "  - hosts: Invalid input: expected record, received undefined",
        "  fix: make up",
      ].join("\n"),
    );
  });
});
