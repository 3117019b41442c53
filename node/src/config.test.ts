import { parseConfig } from "./config";

const good = {
  chainId: 1234,
  consensusChainId: "ande-local-1234",
  name: "seq-1",
  blockIntervalMs: 2000,
  gasLimit: 60_000_000,
  abciAddress: "127.0.0.1:36658",
  httpAddress: "10.77.0.11:9001",
  engineUrl: "http://127.0.0.1:8551",
  jwtFile: "/keys/jwt.hex",
  evmKeyFile: "/keys/evm_keystore.json",
  evmPassphraseFile: "/keys/evm_passphrase",
  identityFile: "/etc/cordillera/identity.json",
  cometRpcUrl: "http://127.0.0.1:26657",
  dataDir: "/data",
  gethControlDir: "/control",
  maxLagBlocks: 5,
  stallSeconds: 20,
  peers: [{ name: "seq-2", statusUrl: "http://10.77.0.12:9001/status" }],
};

describe("parseConfig", () => {
  test("takes what the renderer writes", () => {
    expect(parseConfig("config.json", JSON.stringify(good))).toEqual(good);
  });

  test("names every fault at once, unknown keys included", () => {
    const bad = { ...good, chainId: 0, abciAddress: "36658", peers: [{ name: "x" }], extra: 1 };
    expect(() => parseConfig("config.json", JSON.stringify(bad))).toThrow(
      [
        "Configuration config.json cannot be used.",
        "  - chainId: Too small: expected number to be >0",
        "  - abciAddress: must be host:port",
        "  - peers.0.statusUrl: Invalid input: expected string, received undefined",
        '  - (root): Unrecognized key: "extra"',
      ].join("\n"),
    );
  });

  test("names text that is no JSON", () => {
    expect(() => parseConfig("config.json", "{")).toThrow("is not JSON");
  });
});
