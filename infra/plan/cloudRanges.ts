import { cidrContains, parseCidr } from "../vocab/cidr";

/** Ranges of the networks that cloud hosts stand on; only providers' own traffic uses them, the mesh lies above. */
export interface CloudRanges {
  /** One network over all of Hetzner, with a subnet per network zone. */
  hetzner: { network: string; subnets: Record<string, string> };
  /** The same in every region: networks of two regions never meet. */
  aws: { network: string; subnet: string };
}

/** https://docs.hetzner.com/cloud/general/locations: regions of one network zone share a subnet. */
export const areaOfRegion: Record<string, string> = {
  fsn1: "eu-central",
  nbg1: "eu-central",
  hel1: "eu-central",
  ash: "us-east",
  hil: "us-west",
  sin: "ap-southeast",
};

const subnetNumbers: Record<string, number> = {
  "eu-central": 1,
  "us-east": 2,
  "us-west": 3,
  "ap-southeast": 4,
};

/** Ranges apart from the mesh's. A network's range cannot be changed later, so nothing else goes into the choice. */
export function planCloudRanges(privateCidr: string): CloudRanges {
  const mesh = parseCidr(privateCidr)!;
  const isTaken = (text: string) => {
    const range = parseCidr(text)!;
    return cidrContains(range, mesh.base) || cidrContains(mesh, range.base);
  };
  const second = isTaken("10.192.0.0/15") ? 208 : 192;
  return {
    hetzner: {
      network: `10.${second}.0.0/16`,
      subnets: Object.fromEntries(
        Object.entries(subnetNumbers).map(([place, number]) => [place, `10.${second}.${number}.0/24`]),
      ),
    },
    aws: { network: `10.${second + 1}.0.0/16`, subnet: `10.${second + 1}.0.0/20` },
  };
}
