import { isStateful, labelOf, labelsOf } from "../labels";
import type { JudgedResource, Rule } from "../rule";

/** What holds a host's state, and the inputs by which its provider refuses to remove it. */
const locks: Record<string, string[]> = {
  "hcloud:index/server:Server": ["deleteProtection", "rebuildProtection"],
  "hcloud:index/volume:Volume": ["deleteProtection"],
  "aws:ec2/instance:Instance": ["disableApiTermination"],
  // EBS knows no lock of its own.
  "aws:ebs/volume:Volume": [],
};

const isMainnet = (resource: JudgedResource): boolean =>
  labelsOf(resource)?.["cordillera.environment"] === "mainnet" || /(^|-)mainnet(-|$)/.test(resource.stack);

/** Nothing removes or rebuilds a host of mainnet that keeps keys or a chain, nor its disk. */
export const protectedHosts: Rule = {
  name: "mainnet-hosts-protected",
  description: "Hosts of mainnet that keep state, and their disks, are protected.",
  findFaults(resource) {
    const inputs = locks[resource.type];
    if (!inputs || !isMainnet(resource) || !isStateful(labelOf(resource, "role"))) return [];
    // The description says so, in a deployment of its own.
    if (labelsOf(resource)?.["cordillera.allow-removal"] === "true") return [];
    const missing = inputs.filter((input) => resource.props[input] !== true);
    return [
      ...(resource.isProtected ? [] : ['option "protect" is not set']),
      ...missing.map((input) => `${input}: must be true`),
    ];
  },
};
