import { createHash } from "node:crypto";
import { Firewall, Network, NetworkSubnet, PlacementGroup, SshKey } from "@pulumi/hcloud";
import { output } from "@pulumi/pulumi";
import { areaOfRegion, planCloudRanges } from "../../plan/cloudRanges";
import { planPlacementGroup } from "../../plan/placement";
import type { Plan, PlannedHost } from "../../plan/plan";
import { firewallName, firewallsOf, type ProviderFirewall } from "../firewallOf";
import type { OperatorKey } from "../hostMaker";
import { idNumber } from "../idNumber";
import { sharedLabels } from "../labels";
import { physicalName } from "../physicalName";

/** What Hetzner's hosts of a network share. */
export interface HetznerShared {
  sshKey: SshKey;
  subnetOf(host: PlannedHost): NetworkSubnet;
  firewallOf(host: PlannedHost): Firewall;
  groupOf(host: PlannedHost): PlacementGroup;
}

export function makeHetznerShared(plan: Plan, key: OperatorKey): HetznerShared {
  const hosts = plan.hosts.filter(({ provider }) => provider === "hetzner");
  const labels = sharedLabels(plan);
  const ranges = planCloudRanges(plan.privateCidr).hetzner;
  const named = (name: string) => ({ name: physicalName(plan, name), labels });

  const network = new Network(`${plan.network}-hetzner-network`, {
    ...named("network"),
    ipRange: ranges.network,
  });
  const subnets = makePerName(
    hosts.map(({ region }) => areaOfRegion[region]!),
    (place) =>
      new NetworkSubnet(`${plan.network}-${place}-subnet`, {
        networkId: idNumber(network),
        type: "cloud",
        networkZone: place,
        ipRange: ranges.subnets[place]!,
      }),
  );
  const groups = makePerName(
    hosts.map(planPlacementGroup),
    (name) => new PlacementGroup(name, { ...named(name), type: "spread" }),
  );
  const firewalls = Object.fromEntries(
    firewallsOf(plan, hosts).map((wanted) => [
      wanted.name,
      new Firewall(wanted.name, {
        name: physicalName(plan, wanted.name),
        labels: sharedLabels(plan, wanted.role),
        rules: rulesOf(wanted),
      }),
    ]),
  );
  return {
    sshKey: new SshKey(`${plan.network}-hetzner-key`, {
      ...named("operator"),
      // Another key under the same name would be deleted first, and the engine would make every machine anew with it.
      name: output(key.publicKey).apply((text) => physicalName(plan, `operator-${shortHash(text)}`)),
      publicKey: key.publicKey,
    }),
    subnetOf: ({ region }) => subnets[areaOfRegion[region]!]!,
    firewallOf: (host) => firewalls[firewallName(host)]!,
    groupOf: (host) => groups[planPlacementGroup(host)]!,
  };
}

const shortHash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 8);

function makePerName<T>(names: readonly string[], make: (name: string) => T): Record<string, T> {
  return Object.fromEntries([...new Set(names)].sort().map((name) => [name, make(name)]));
}

// A Hetzner firewall shuts the direction that it has a rule of, and leaves the other open.
function rulesOf({ ingress, egress }: ProviderFirewall) {
  return [
    ...ingress.map(({ service, port, protocol, from }) => ({
      direction: "in",
      protocol,
      port: String(port),
      sourceIps: from,
      description: service,
    })),
    ...egress.map(({ service, port, protocol, to }) => ({
      direction: "out",
      protocol,
      port: String(port),
      destinationIps: to,
      description: service,
    })),
  ];
}
