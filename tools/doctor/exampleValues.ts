import type { Network } from "../../infra/config/parseNetwork";
import { cidrContains, parseCidr } from "../../infra/vocab/cidr";

/** Ranges that belong to nobody (RFC 5737): in a description they are examples. */
const documentationRanges = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"].map(
  (text) => parseCidr(text)!,
);

const exampleChainId = 987654321;

/** Keys of a description that still hold what its template came with. */
export function findExampleValues({
  registry,
  access,
  chainId,
}: Pick<Network, "registry" | "access" | "chainId">): string[] {
  const ranges = (access?.sshFrom ?? []).filter((text) => {
    const cidr = parseCidr(text);
    return cidr !== undefined && documentationRanges.some((range) => cidrContains(range, cidr.base));
  });
  return [
    ...(/(^|\.)example\.(org|com|net)(:|\/|$)/.test(registry) ? [`registry ${registry}`] : []),
    ...ranges.map((range) => `access.sshFrom ${range}`),
    ...(chainId === exampleChainId ? [`chainId ${chainId}`] : []),
  ];
}
