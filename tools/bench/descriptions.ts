import { parse, stringify } from "yaml";

interface LocalDescription {
  network: string;
  privateNetwork: { cidr: string };
  publish: Record<string, number>;
}

export interface Shift {
  network: string;
  cidr: string;
  /** Added to every published port; the result must stay below 32768, where kernels hand out ports by themselves. */
  portShift: number;
}

const benchShift: Shift = { network: "ande-bench", cidr: "10.93.0.0/24", portShift: 22_000 };

/** The local network's description for a second network beside it: other ports, other addresses, other name. */
export function shiftDescription(localYaml: string, { network, cidr, portShift } = benchShift): string {
  const local = parse(localYaml) as LocalDescription;
  const publish = Object.fromEntries(
    Object.entries(local.publish).map(([key, port]) => [key, port + portShift]),
  );
  return stringify({ ...local, network, privateNetwork: { cidr }, publish });
}

const hetznerRegions = ["fsn1", "nbg1", "hel1"];
const awsRegions = ["eu-central-1", "eu-north-1", "eu-west-1", "us-east-1", "us-east-2", "us-west-2"];
const regions = [...hetznerRegions, ...awsRegions];

/** A description of many hosts over the nine regions that have prices: a tenth validates, the rest serve. */
export function describeManyHosts(count: number): string {
  const hosts = Array.from({ length: count }, (_, index) => {
    const region = regions[index % regions.length]!;
    const isAws = awsRegions.includes(region);
    const [role, power] =
      index % 11 === 0
        ? ["sequencer", 1]
        : index === 1
          ? ["monitor", 0]
          : index % 10 === 2
            ? ["edge", 0]
            : ["rpc", 0];
    const serverType = isAws ? "m7i.xlarge" : "ccx23";
    return {
      name: `${region}-${role}-${index}`,
      provider: isAws ? "aws" : "hetzner",
      region,
      roles: [role],
      power,
      serverType,
    };
  });
  return stringify({
    environment: "testnet",
    network: "many",
    release: "local",
    registry: "registry.example.org/many",
    blocks: { intervalMs: 2000, gasLimit: 60_000_000 },
    privateNetwork: { cidr: "10.96.0.0/16" },
    access: { sshFrom: ["203.0.113.0/24"] },
    hosts,
  });
}
