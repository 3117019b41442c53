import type { CloudContent } from "./cloudState";

/** A region's number is in the addresses of everything in it. */
const hcloudLocations = ["fsn1", "nbg1", "hel1", "ash", "hil", "sin"];
const awsRegions = [
  ...["eu-central-1", "eu-central-2", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "eu-south-1"],
  ...["us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1"],
  ...["ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2"],
];

const networkZones: Record<string, string> = {
  fsn1: "eu-central",
  nbg1: "eu-central",
  hel1: "eu-central",
  ash: "us-east",
  hil: "us-west",
  sin: "ap-southeast",
};

export const networkZoneOf = (location: string): string | undefined => networkZones[location];

/** Undefined for a region that neither cloud has. */
export function regionNumber(region: string): number | undefined {
  const hcloud = hcloudLocations.indexOf(region);
  if (hcloud >= 0) return hcloud + 1;
  const aws = awsRegions.indexOf(region);
  return aws >= 0 ? aws + 11 : undefined;
}

/** Public ranges of a region: carrier-grade NAT space and unique local addresses, which nobody routes. */
export const ipv4Prefix = (region: number): string => `100.96.${region}.`;
export const ipv6Prefix = (region: number): string => `fd00:96:${region.toString(16)}:`;

/** The lowest host number of a region that no address in the state uses. */
export function freeHostNumber(region: number, contents: CloudContent[]): number {
  const used = new Set<number>();
  const [v4, v6] = [ipv4Prefix(region), ipv6Prefix(region)];
  for (const { props } of contents.flatMap(({ records }) => records)) {
    for (const value of [props.ipAddress, props.publicIp, props.ipv4Address, props.ipNetwork]) {
      if (typeof value !== "string") continue;
      if (value.startsWith(v4)) used.add(Number(value.slice(v4.length)));
      if (value.startsWith(v6)) used.add(Number.parseInt(value.slice(v6.length), 16));
    }
  }
  let number = 10;
  while (used.has(number)) number += 1;
  return number;
}
