import { cidrContains, parseCidr, parseIpv4 } from "../vocab/cidr";
import { servicesOf } from "../vocab/servicesOfRole";
import { type OptionalServiceName, type Role, roles, type ServiceName } from "../vocab/words";
import type { Fault } from "./fault";
import { providerCatalogues } from "./regions";
import type { HostDescription, NetworkDescription } from "./schema";

/** Addresses at the start of the private range that belong to the network itself (gateway, registry). */
export const reservedAddressCount = 10;

const engineRoles: readonly Role[] = ["sequencer", "witness", "rpc"];

/** Rules of one host by itself. */
export function checkHost(
  host: HostDescription,
  path: string,
  optional: readonly OptionalServiceName[],
): Fault[] {
  return [
    ...checkPlace(host, path),
    ...checkRoles(host, path),
    ...checkPower(host, path),
    ...checkMemory(host, path, optional),
  ];
}

function checkPlace(host: HostDescription, path: string): Fault[] {
  const faults: Fault[] = [];
  if (!host.name.startsWith(`${host.region}-`)) {
    faults.push({
      path: `${path}.name`,
      rule: `must begin with the host's region "${host.region}-"`,
      got: host.name,
    });
  }
  if (host.provider === "docker") {
    if (host.serverType !== undefined) {
      faults.push({
        path: `${path}.serverType`,
        rule: "a docker host has no machine type",
        got: host.serverType,
      });
    }
    for (const key of ["rebuild", "allowRemoval"] as const) {
      if (host[key] !== undefined) faults.push({ path: `${path}.${key}`, rule: "is for cloud hosts only" });
    }
    return faults;
  }
  const { regions, serverTypes, soldIn } = providerCatalogues[host.provider];
  if (!regions.includes(host.region)) {
    faults.push({ path: `${path}.region`, rule: "not a region", got: host.region, known: regions });
  }
  if (host.serverType === undefined) {
    faults.push({
      path: `${path}.serverType`,
      rule: `must be given for a ${host.provider} host`,
      known: serverTypes,
    });
  } else if (!serverTypes.includes(host.serverType)) {
    faults.push({
      path: `${path}.serverType`,
      rule: "not a machine type",
      got: host.serverType,
      known: serverTypes,
    });
  } else if (soldIn[host.region]?.includes(host.serverType) === false) {
    faults.push({
      path: `${path}.serverType`,
      rule: `is not sold in ${host.region}`,
      got: host.serverType,
      known: soldIn[host.region],
    });
  }
  return faults;
}

function checkRoles(host: HostDescription, path: string): Fault[] {
  const faults: Fault[] = [];
  const repeated = roles.filter((role) => host.roles.filter((each) => each === role).length > 1);
  if (repeated.length > 0)
    faults.push({ path: `${path}.roles`, rule: "names a role twice", got: host.roles });
  if (engineRoles.filter((role) => host.roles.includes(role)).length > 1) {
    faults.push({
      path: `${path}.roles`,
      rule: "has more than one of sequencer, witness and rpc",
      got: host.roles,
    });
  }
  return faults;
}

function checkPower(host: HostDescription, path: string): Fault[] {
  const isValidator = host.roles.includes("sequencer") || host.roles.includes("witness");
  if (isValidator && host.power < 1) {
    return [{ path: `${path}.power`, rule: "must be 1 or more for a sequencer or witness", got: host.power }];
  }
  if (!isValidator && host.power > 0) {
    return [{ path: `${path}.power`, rule: "must be 0 for a host that does not validate", got: host.power }];
  }
  return [];
}

function checkMemory(host: HostDescription, path: string, optional: readonly OptionalServiceName[]): Fault[] {
  const running = servicesOf(host.roles, optional);
  return (Object.keys(host.memoryMb ?? {}) as ServiceName[])
    .filter((name) => !running.includes(name))
    .map((name) => ({ path: `${path}.memoryMb.${name}`, rule: "does not run on this host", known: running }));
}

/** A host that passed its own schema, with its place in the file. */
export interface PlacedHost {
  path: string;
  host: HostDescription;
}

/** Names and given addresses are each used once. */
export function checkDuplicates(placed: readonly PlacedHost[]): Fault[] {
  const first = new Map<string, string>();
  const faults: Fault[] = [];
  for (const { path, host } of placed) {
    for (const key of ["name", "privateAddress"] as const) {
      const value = host[key];
      if (value === undefined) continue;
      const owner = first.get(`${key} ${value}`);
      if (owner === undefined) first.set(`${key} ${value}`, path);
      else faults.push({ path: `${path}.${key}`, rule: `is taken by ${owner}`, got: value });
    }
  }
  return faults;
}

const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map((text) => parseCidr(text)!);

/** The private range is private, holds all hosts, and given addresses lie inside it. */
export function checkPrivateNetwork(
  { cidr: text }: NetworkDescription["privateNetwork"],
  placed: readonly PlacedHost[],
  hostCount: number,
): Fault[] {
  const cidr = parseCidr(text)!;
  const path = "privateNetwork.cidr";
  const faults: Fault[] = [];
  if (
    !privateRanges.some((range) => cidrContains(range, cidr.base) && range.prefixLength <= cidr.prefixLength)
  ) {
    faults.push({ path, rule: "must lie in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16", got: text });
  }
  // The last address of a range is its broadcast address.
  const room = Math.max(0, cidr.size - reservedAddressCount - 1 - 1);
  if (room < hostCount)
    faults.push({ path, rule: `has room for ${room} hosts, not for ${hostCount}`, got: text });
  for (const { path: hostPath, host } of placed) {
    if (host.privateAddress === undefined) continue;
    const address = parseIpv4(host.privateAddress)!;
    const isUsable = address > cidr.base + reservedAddressCount && address < cidr.base + cidr.size - 1;
    if (!isUsable) {
      faults.push({
        path: `${hostPath}.privateAddress`,
        rule: `is not a host address of ${text}`,
        got: host.privateAddress,
      });
    }
  }
  return faults;
}
