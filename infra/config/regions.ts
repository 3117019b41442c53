import type { Provider } from "../vocab/words";

/** What a provider sells that a description may name. Machines are x86-64, as the images are. */
export interface ProviderCatalogue {
  regions: string[];
  serverTypes: string[];
}

/** docker has no catalogue: its region is a free word such as `local`, and it has no machine types. */
export const providerCatalogues: Record<Exclude<Provider, "docker">, ProviderCatalogue> = {
  hetzner: {
    regions: ["fsn1", "nbg1", "hel1", "ash", "hil", "sin"],
    serverTypes: [
      ...["cx23", "cx33", "cx43", "cx53"],
      ...["cpx11", "cpx21", "cpx22", "cpx31", "cpx32", "cpx41", "cpx42", "cpx51", "cpx52", "cpx62"],
      ...["ccx13", "ccx23", "ccx33", "ccx43", "ccx53", "ccx63"],
    ],
  },
  aws: {
    regions: [
      ...["eu-central-1", "eu-central-2", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "eu-south-1"],
      ...["us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1"],
      ...["ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2"],
    ],
    serverTypes: [
      ...["t3.medium", "t3.large", "t3.xlarge", "t3a.medium", "t3a.large", "t3a.xlarge"],
      ...["m6i.large", "m6i.xlarge", "m6i.2xlarge", "m7i.large", "m7i.xlarge", "m7i.2xlarge"],
      ...["c6i.large", "c6i.xlarge", "c6i.2xlarge", "c7i.large", "c7i.xlarge", "c7i.2xlarge"],
      ...["r6i.large", "r6i.xlarge", "r7i.large", "r7i.xlarge"],
    ],
  },
};
