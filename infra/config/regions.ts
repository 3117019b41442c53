import { compareNames } from "../vocab/naturalOrder";
import type { Provider } from "../vocab/words";

/** What a provider sells that a description may name. Machines are x86-64, as the images are. */
export interface ProviderCatalogue {
  regions: string[];
  serverTypes: string[];
  /** Machine types per region: a region has only some of them. */
  soldIn: Record<string, string[]>;
}

const dedicated = ["ccx13", "ccx23", "ccx33", "ccx43", "ccx53", "ccx63"];
const sharedEurope = ["cx23", "cx33", "cx43", "cx53"];
const sharedSecond = ["cpx22", "cpx32", "cpx42", "cpx52", "cpx62"];
const sharedFirst = ["cpx11", "cpx21", "cpx31", "cpx41", "cpx51"];

// https://docs.hetzner.com/cloud/servers/overview: cx only in Europe, the first cpx only in the United States.
const hetzner: Record<string, string[]> = {
  fsn1: [...sharedEurope, ...sharedSecond, ...dedicated],
  nbg1: [...sharedEurope, ...sharedSecond, ...dedicated],
  hel1: [...sharedEurope, ...sharedSecond, ...dedicated],
  ash: [...sharedFirst, ...dedicated],
  hil: [...sharedFirst, ...dedicated],
  sin: [...sharedSecond, ...dedicated],
};

const burstable = ["t3.medium", "t3.large", "t3.xlarge"];
const burstableAmd = ["t3a.medium", "t3a.large", "t3a.xlarge"];
const sixth = [
  ...["m6i.large", "m6i.xlarge", "m6i.2xlarge", "c6i.large", "c6i.xlarge", "c6i.2xlarge"],
  ...["r6i.large", "r6i.xlarge"],
];
const seventh = [
  ...["m7i.large", "m7i.xlarge", "m7i.2xlarge", "c7i.large", "c7i.xlarge", "c7i.2xlarge"],
  ...["r7i.large", "r7i.xlarge"],
];
const allOfAws = [...burstable, ...burstableAmd, ...sixth, ...seventh];

// `aws ec2 describe-instance-type-offerings --region …` tells what a region has today.
const aws: Record<string, string[]> = {
  "eu-central-1": allOfAws,
  "eu-central-2": [...burstable, ...sixth],
  "eu-north-1": [...burstable, ...sixth, ...seventh],
  "eu-west-1": allOfAws,
  "eu-west-2": allOfAws,
  "eu-west-3": allOfAws,
  "eu-south-1": allOfAws,
  "us-east-1": allOfAws,
  "us-east-2": allOfAws,
  "us-west-1": allOfAws,
  "us-west-2": allOfAws,
  "ca-central-1": allOfAws,
  "sa-east-1": allOfAws,
  "ap-northeast-1": allOfAws,
  "ap-south-1": allOfAws,
  "ap-southeast-1": allOfAws,
  "ap-southeast-2": allOfAws,
};

const catalogue = (soldIn: Record<string, string[]>): ProviderCatalogue => ({
  regions: Object.keys(soldIn),
  serverTypes: [...new Set(Object.values(soldIn).flat())].sort(compareNames),
  soldIn,
});

/** docker has no catalogue: its region is a free word such as `local`, and it has no machine types. */
export const providerCatalogues: Record<Exclude<Provider, "docker">, ProviderCatalogue> = {
  hetzner: catalogue(hetzner),
  aws: catalogue(aws),
};
