import { chainIds } from "../vocab/chainIds";
import { compareNames } from "../vocab/naturalOrder";
import type { Role } from "../vocab/words";
import { checkAccess } from "./accessRules";
import { checkCelestia } from "./celestia";
import { checkContracts, warnContracts } from "./contracts";
import { checkDa } from "./da";
import { checkDoor } from "./door";
import type { Fault } from "./fault";
import { checkDuplicates, checkHost, checkPrivateNetwork, type PlacedHost } from "./hostRules";
import { countToleratedFaults, findPowerExcess } from "./powerBudget";
import { planPublishedPorts } from "./publishedPorts";
import { checkRemoteSigners } from "./remoteSigner";
import type { NetworkDescription } from "./schema";
import { checkUnderlay } from "./underlay";
import { wantedServices } from "./wantedServices";

/** What could be read of a description: keys that broke their own rule are absent. */
export interface ReadableNetwork {
  keys: Partial<NetworkDescription>;
  /** All keys the file has, readable or not: what is there but broken is not absent. */
  given: ReadonlySet<string>;
  /** Hosts that passed their own schema. */
  placed: PlacedHost[];
  /** All entries under `hosts`, readable or not. */
  hostCount: number;
}

/** Another cloud network of this project: everything at a provider is named after its network. */
export interface Neighbour {
  file: string;
  network: string;
}

/** What else there is in the project. */
export interface Surroundings {
  /** Names of all releases. */
  releases: readonly string[];
  neighbours: readonly Neighbour[];
}

/** All rules that look at more than one key. */
export function checkNetwork(network: ReadableNetwork, { releases, neighbours }: Surroundings): Fault[] {
  const { keys, given, placed, hostCount } = network;
  const isComplete = placed.length > 0 && placed.length === hostCount;
  return [
    ...checkChainId(keys, given),
    ...checkRelease(keys, releases),
    ...checkNetworkName(keys, placed, neighbours),
    ...(keys.privateNetwork ? checkPrivateNetwork(keys.privateNetwork, placed, hostCount) : []),
    ...(keys.privateNetwork ? checkUnderlay(keys.privateNetwork, providersOf(placed)) : []),
    ...checkAccess(keys),
    ...checkCelestia(keys),
    ...(placed.length === hostCount
      ? checkDa(
          keys,
          placed.map(({ host }) => host),
        )
      : []),
    ...checkDoor(keys, given, placed),
    ...checkContracts(keys, given),
    ...placed.flatMap(({ host, path }) => checkHost(host, path, wantedServices(keys))),
    ...checkDuplicates(placed),
    ...(placed.length === hostCount ? checkRemoteSigners(placed) : []),
    ...checkMachineNames(keys, placed),
    ...checkProviders(placed),
    ...checkReach(given, placed),
    ...checkBudget(given, placed),
    ...checkPublishedPorts(keys, placed),
    ...(isComplete ? checkRoleDependencies(placed) : []),
    ...(isComplete && keys.environment === "mainnet" ? checkPowerBudget(placed) : []),
  ];
}

/** Faults of a kind that mainnet refuses and a testnet is told of. */
export function warnNetwork(
  network: Pick<NetworkDescription, "contracts" | "environment" | "hosts">,
): string[] {
  const { environment } = network;
  const hosts = [...network.hosts].sort((a, b) => compareNames(a.name, b.name));
  const powers = hosts.map((host) => host.power).filter((power) => power > 0);
  const warnings =
    environment === "testnet"
      ? findPowerExcess(hosts).map((excess) => `${describeExcess(excess)}: losing it stops the chain`)
      : [];
  if (countToleratedFaults(powers) === 0) {
    const subject =
      powers.length === 1 ? "1 validator tolerates" : `${powers.length} validators of this power tolerate`;
    warnings.push(`${subject} 0 faults: one down stops the chain`);
  }
  return [...warnings, ...warnContracts(network)];
}

function checkChainId(
  { environment, chainId }: Partial<NetworkDescription>,
  given: ReadonlySet<string>,
): Fault[] {
  if (environment === undefined || (chainId === undefined && given.has("chainId"))) return [];
  const own = chainIds[environment];
  if (own !== undefined) {
    if (chainId === undefined || chainId === own) return [];
    return [{ path: "chainId", rule: `must be ${own} on ${environment}`, got: chainId }];
  }
  if (chainId === undefined) return [{ path: "chainId", rule: `must be given on ${environment}` }];
  const taken = Object.entries(chainIds).find(([, id]) => id === chainId);
  return taken ? [{ path: "chainId", rule: `is the chain id of ${taken[0]}`, got: chainId }] : [];
}

function checkNetworkName(
  { network }: Partial<NetworkDescription>,
  placed: readonly PlacedHost[],
  neighbours: readonly Neighbour[],
): Fault[] {
  const owner = neighbours.find((neighbour) => neighbour.network === network);
  const { isCloud } = providersOf(placed);
  return owner && isCloud ? [{ path: "network", rule: `is taken by ${owner.file}`, got: network }] : [];
}

function checkRelease({ release }: Partial<NetworkDescription>, known: readonly string[]): Fault[] {
  if (release === undefined || known.includes(release)) return [];
  return [{ path: "release", rule: "not a release", got: release, known }];
}

const providersOf = (placed: readonly PlacedHost[]) => ({
  isDocker: placed.some(({ host }) => host.provider === "docker"),
  isCloud: placed.some(({ host }) => host.provider !== "docker"),
});

// A cloud's machine is called `<network>-<host>`, and is a label in DNS terms.
const longestMachineName = 63;

function checkMachineNames({ network }: Partial<NetworkDescription>, placed: readonly PlacedHost[]): Fault[] {
  const room = longestMachineName - (network?.length ?? 0) - 1;
  return placed
    .filter(({ host }) => host.provider !== "docker" && host.name.length > room)
    .map(({ host, path }) => ({
      path: `${path}.name`,
      rule: `must be at most ${room} characters in network ${network}`,
      got: host.name,
    }));
}

function checkProviders(placed: readonly PlacedHost[]): Fault[] {
  const docker = placed.find(({ host }) => host.provider === "docker");
  const cloud = placed.find(({ host }) => host.provider !== "docker");
  if (!docker || !cloud) return [];
  return [
    {
      path: "hosts",
      rule: `docker hosts (${docker.host.name}) and cloud hosts (${cloud.host.name}) do not mix`,
    },
  ];
}

function checkReach(given: ReadonlySet<string>, placed: readonly PlacedHost[]): Fault[] {
  const { isDocker, isCloud } = providersOf(placed);
  if (isDocker === isCloud) return [];
  const [wanted, kind, unwanted, otherKind] = isDocker
    ? ["publish", "docker", "access", "cloud"]
    : ["access", "cloud", "publish", "docker"];
  const faults: Fault[] = [];
  if (!given.has(wanted)) faults.push({ path: wanted, rule: `must be given for ${kind} hosts` });
  if (given.has(unwanted)) faults.push({ path: unwanted, rule: `is for ${otherKind} hosts only` });
  return faults;
}

function checkBudget(given: ReadonlySet<string>, placed: readonly PlacedHost[]): Fault[] {
  const isDocker = placed.length > 0 && placed.every(({ host }) => host.provider === "docker");
  return isDocker && given.has("budget") ? [{ path: "budget", rule: "is for cloud hosts only" }] : [];
}

function checkPublishedPorts(
  { publish }: Partial<NetworkDescription>,
  placed: readonly PlacedHost[],
): Fault[] {
  if (publish === undefined) return [];
  const hosts = placed.map(({ host }) => host).sort((a, b) => compareNames(a.name, b.name));
  const owners = new Map<number, string>();
  return planPublishedPorts(hosts, publish).flatMap(({ host, name, hostPort }): Fault[] => {
    const owner = owners.get(hostPort);
    owners.set(hostPort, owner ?? `${name} of ${host}`);
    if (owner !== undefined)
      return [{ path: "publish", rule: `port ${hostPort} is both ${owner} and ${name} of ${host}` }];
    return hostPort > 65535
      ? [{ path: "publish", rule: `${name} of ${host} would be port ${hostPort}, above 65535` }]
      : [];
  });
}

function checkRoleDependencies(placed: readonly PlacedHost[]): Fault[] {
  if (placed.some(({ host }) => host.roles.includes("sequencer"))) return [];
  const needy: readonly Role[] = ["witness", "rpc", "edge", "monitor"];
  return [
    { path: "hosts", rule: "needs at least one sequencer" },
    ...placed.flatMap(({ host, path }) =>
      host.roles
        .filter((role) => needy.includes(role))
        .map((role) => ({ path: `${path}.roles`, rule: `${role} needs a sequencer in the network` })),
    ),
  ];
}

function checkPowerBudget(placed: readonly PlacedHost[]): Fault[] {
  return findPowerExcess(placed.map(({ host }) => host)).map((excess) => ({
    path: "hosts",
    rule: `${describeExcess(excess)}: losing it stops the chain`,
  }));
}

function describeExcess({ kind, name, power, total }: ReturnType<typeof findPowerExcess>[number]): string {
  return `${kind} ${name} holds a third or more of the voting power (${power} of ${total})`;
}
