import { stringify } from "yaml";
import { DescriptionError } from "../../infra/config/errors";
import { type Network, parseNetwork, type StackSource } from "../../infra/config/parseNetwork";
import { serviceNames } from "../../infra/vocab/words";

type Plain = Record<string, unknown>;

export interface ExampleDescription extends Plain {
  hosts: Plain[];
}

/** Contracts as mainnet wants them: a kept key, and a multisig behind a timelock. */
export const exampleContracts = {
  deployer: { address: `0x${"d1".repeat(20)}`, keyVariable: "EXAMPLE_DEPLOYER_KEY" },
  admin: {
    multisig: `0x${"a1".repeat(20)}`,
    timelock: { address: `0x${"a2".repeat(20)}`, delaySeconds: 172_800 },
  },
};

/** A cloud network that keeps every rule: four validators in four regions, an edge, a monitor. */
export function exampleCloud(): ExampleDescription {
  const cloudHost = (region: string, role: string, power: number) => ({
    name: `${region}-${role}-1`,
    provider: region.includes("-") ? "aws" : "hetzner",
    region,
    roles: [role],
    power,
    serverType: region.includes("-") ? "m7i.large" : "ccx23",
  });
  return {
    environment: "testnet",
    network: "example",
    release: "first",
    registry: "registry.example.org/example",
    blocks: { intervalMs: 2000, gasLimit: 60_000_000 },
    privateNetwork: { cidr: "10.90.0.0/24" },
    access: { sshFrom: ["203.0.113.0/24"] },
    contracts: exampleContracts,
    hosts: [
      cloudHost("fsn1", "sequencer", 1),
      cloudHost("nbg1", "sequencer", 1),
      cloudHost("hel1", "sequencer", 1),
      cloudHost("eu-central-1", "witness", 1),
      cloudHost("fsn1", "edge", 0),
      cloudHost("hel1", "monitor", 0),
    ],
  };
}

/** A docker network that keeps every rule: four validators and a front door. */
export function exampleDocker(): ExampleDescription {
  const dockerHost = (name: string, roles: string[], power: number) => ({
    name: `local-${name}`,
    provider: "docker",
    region: "local",
    roles,
    power,
  });
  const { access: _access, contracts: _contracts, ...shared } = exampleCloud();
  return {
    ...shared,
    environment: "local",
    publish: {
      sshBasePort: 2201,
      rpcBasePort: 8545,
      metricsBasePort: 9090,
      httpPort: 8080,
      httpsPort: 8443,
      prometheusPort: 9093,
    },
    hosts: [
      dockerHost("sequencer-1", ["sequencer"], 1),
      dockerHost("sequencer-2", ["sequencer"], 1),
      dockerHost("sequencer-3", ["sequencer"], 1),
      dockerHost("witness-1", ["witness"], 1),
      dockerHost("edge-1", ["edge", "monitor"], 0),
    ],
  };
}

export function exampleReleaseText(name: string): string {
  const digest = (digit: number) => `sha256:${String(digit).repeat(64)}`;
  const images = serviceNames.map((service, i) => [
    service,
    {
      repository: service === "celestia" ? "images.example.net/celestia-node" : `example/${service}`,
      digest: digest(i),
    },
  ]);
  return stringify({
    name,
    images: Object.fromEntries(images),
    localImages: { host: digest(8), registry: digest(9) },
  });
}

export function exampleSource(description: unknown): StackSource {
  const text = typeof description === "string" ? description : stringify(description);
  return {
    stack: "example",
    description: { file: "stacks/example.yaml", text },
    releases: { first: { file: "stacks/releases/first.yaml", text: exampleReleaseText("first") } },
  };
}

export function parseExample(description: unknown): Network {
  return parseNetwork(exampleSource(description));
}

/** The message with which a description is refused; empty when it is not. */
export function refusalOf(description: unknown): string {
  try {
    parseExample(description);
    return "";
  } catch (error) {
    if (error instanceof DescriptionError) return error.message;
    throw error;
  }
}

/** The whole message of a refusal with these lines. */
export function refusal(...lines: string[]): string {
  return [
    `stacks/example.yaml has ${lines.length} ${lines.length === 1 ? "fault" : "faults"}.`,
    ...lines.map((line) => `  - ${line}`),
    "  fix: Correct these lines; `make plan` reads the file again and touches nothing else.",
  ].join("\n");
}
