import {
  exampleCloud,
  exampleDocker,
  exampleSource,
  parseExample,
  refusal,
  refusalOf,
} from "../../test/unit/exampleNetwork";
import { parseNetwork } from "./parseNetwork";

describe("parseNetwork", () => {
  test("reads a network that keeps every rule", () => {
    expect(parseExample(exampleCloud())).toMatchObject({ stack: "example", chainId: 2019, warnings: [] });
    expect(parseExample(exampleDocker())).toMatchObject({ stack: "example", chainId: 1234, warnings: [] });
  });

  test("tells the whole story in one message", () => {
    const description = exampleCloud();
    description.hosts[2]!.region = "fsn9";
    description.hosts[2]!.name = "fsn9-sequencer-1";
    expect(refusalOf(description)).toBe(
      "stacks/example.yaml has 1 fault.\n" +
        '  - hosts[2].region: not a region (got "fsn9"; known fsn1, nbg1, hel1, ash, hil, sin)\n' +
        "  fix: Correct these lines; `make plan` reads the file again and touches nothing else.",
    );
  });

  test("tells faults of keys and faults between keys at once", () => {
    const description = exampleCloud();
    description.hosts[0]!.provider = "azure";
    description.hosts[1]!.power = 0;
    description.hosts[3]!.name = "eu-central-1-Witness";
    description.chainId = 7;
    description.colour = "blue";
    expect(refusalOf(description)).toBe(
      refusal(
        'hosts[0].provider: unknown value (got "azure"; known docker, hetzner, aws)',
        'hosts[3].name: must be small letters, digits and single hyphens, region first (got "eu-central-1-Witness")',
        "colour: unknown key (known environment, network, chainId, release, registry, blocks, lease, privateNetwork, access, publish, budget, celestia, da, tls, contracts, dns, allowRemoval, hosts)",
        "chainId: must be 2019 on testnet (got 7)",
        "hosts[1].power: must be 1 or more for a sequencer or witness (got 0)",
      ),
    );
  });

  test("refuses an unknown key at every depth", () => {
    const description = { ...exampleDocker() };
    description.blocks = { intervalMs: 2000, gasLimit: 60_000_000, gas: 1 };
    description.privateNetwork = { cidr: "10.90.0.0/24", mtu: 1400 };
    description.publish = { ...(description.publish as object), rpcPort: 1 };
    description.hosts[1]!.disk = 10;
    expect(refusalOf(description)).toBe(
      refusal(
        "blocks.gas: unknown key (known intervalMs, gasLimit)",
        "privateNetwork.mtu: unknown key (known cidr, underlayCidr)",
        "publish.rpcPort: unknown key (known sshBasePort, rpcBasePort, metricsBasePort, httpPort, httpsPort, prometheusPort)",
        "hosts[1].disk: unknown key (known name, provider, region, roles, power, serverType, rebuild, allowRemoval, memoryMb, remoteSigner, privateAddress)",
      ),
    );
  });

  test("refuses an unknown key under access", () => {
    const description = exampleCloud();
    description.access = { sshFrom: ["203.0.113.0/24"], webFrom: [] };
    expect(refusalOf(description)).toBe(refusal("access.webFrom: unknown key (known sshFrom)"));
  });

  test("refuses a key that is absent", () => {
    const { network: _network, blocks: _blocks, ...description } = exampleCloud();
    delete description.hosts[0]!.roles;
    expect(refusalOf(description)).toBe(
      refusal("network: must be given", "blocks: must be given", "hosts[0].roles: must be given"),
    );
  });

  test("refuses values of another kind", () => {
    const description = exampleCloud();
    description.network = 5;
    description.blocks = { intervalMs: "2s", gasLimit: 0.5 };
    description.hosts[0]!.roles = "sequencer";
    description.access = "everybody";
    expect(refusalOf(description)).toBe(
      refusal(
        "network: must be text (got 5)",
        'blocks.intervalMs: must be a number (got "2s")',
        "blocks.gasLimit: must be a whole number (got 0.5)",
        'access: must be a group of keys (got "everybody")',
        'hosts[0].roles: must be a list (got "sequencer")',
      ),
    );
  });

  test.each<[string, string, unknown, string]>([
    [
      "an unknown environment",
      "environment",
      "staging",
      'unknown value (got "staging"; known local, testnet, mainnet)',
    ],
    [
      "a network name with capitals",
      "network",
      "Ande",
      'must be small letters, digits and single hyphens (got "Ande")',
    ],
    [
      "a long network name",
      "network",
      "a".repeat(31),
      `must be at most 30 characters (got "${"a".repeat(31)}")`,
    ],
    ["a chain id below one", "chainId", 0, "must be 1 or more (got 0)"],
    [
      "a registry with a scheme",
      "registry",
      "https://r.example",
      'must be a registry prefix such as registry.example.org/network (got "https://r.example")',
    ],
    ["a network without hosts", "hosts", [], "must hold at least one host (got [])"],
  ])("refuses %s", (_what, key, value, rule) => {
    expect(refusalOf({ ...exampleCloud(), [key]: value }).split("\n")[1]).toBe(`  - ${key}: ${rule}`);
  });

  test.each<[string, object, string]>([
    [
      "blocks faster than an EVM clock",
      { intervalMs: 500, gasLimit: 60_000_000 },
      "blocks.intervalMs: must be 1000 or more (got 500)",
    ],
    [
      "blocks slower than a minute",
      { intervalMs: 60_001, gasLimit: 60_000_000 },
      "blocks.intervalMs: must be at most 60000 (got 60001)",
    ],
    [
      "a gas limit below one transaction's",
      { intervalMs: 2000, gasLimit: 1 },
      "blocks.gasLimit: must be 5000000 or more (got 1)",
    ],
    [
      "a gas limit beyond reason",
      { intervalMs: 2000, gasLimit: 2e9 },
      "blocks.gasLimit: must be at most 1000000000 (got 2000000000)",
    ],
  ])("refuses %s", (_what, blocks, line) => {
    expect(refusalOf({ ...exampleCloud(), blocks })).toBe(refusal(line));
  });

  test("names line and column of broken YAML", () => {
    expect(refusalOf("environment: local\nhosts: [a, b\n")).toBe(
      refusal(
        "line 3, column 1: Flow sequence in block collection must be sufficiently indented and end with a ]",
      ),
    );
  });

  test("refuses a key that is written twice", () => {
    expect(refusalOf("network: a\nnetwork: b\n")).toBe(refusal("line 2, column 1: Map keys must be unique"));
  });

  test("refuses an empty file and a file that is no group of keys", () => {
    expect(refusalOf("# nothing\n")).toBe(refusal("the file is empty"));
    expect(refusalOf("- a\n")).toBe(refusal('must be a group of keys (got ["a"])'));
  });

  test("refuses a broken release file under its own name", () => {
    const source = exampleSource(exampleCloud());
    const file = "stacks/releases/first.yaml";
    const text = source.releases
      .first!.text.replace("name: first", "name: second")
      .replace(/sha256:0+/, "latest");
    expect(() => parseNetwork({ ...source, releases: { first: { file, text } } })).toThrow(
      `${file} has 1 fault.\n  - images.geth.digest: must be sha256: and 64 hex digits (got "latest")`,
    );
  });

  test("refuses a release file whose name is not the file's", () => {
    const source = exampleSource(exampleCloud());
    const file = "stacks/releases/first.yaml";
    const text = source.releases.first!.text.replace("name: first", "name: second");
    expect(() => parseNetwork({ ...source, releases: { first: { file, text } } })).toThrow(
      `${file} has 1 fault.\n  - name: must be "first", as the file is called (got "second")`,
    );
  });
});
