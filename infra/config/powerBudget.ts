/** A host or a region that the network cannot lose: without it two thirds of the power no longer stand. */
export interface PowerExcess {
  kind: "host" | "region";
  name: string;
  power: number;
  total: number;
}

/** Hosts and regions that hold a third or more of the voting power, hosts first, in the order given. */
export function findPowerExcess(
  hosts: readonly { name: string; region: string; power: number }[],
): PowerExcess[] {
  const total = hosts.reduce((sum, host) => sum + host.power, 0);
  const byRegion = new Map<string, number>();
  for (const host of hosts) byRegion.set(host.region, (byRegion.get(host.region) ?? 0) + host.power);
  const holdsThird = (power: number) => power > 0 && power * 3 >= total;
  return [
    ...hosts
      .filter((host) => holdsThird(host.power))
      .map(({ name, power }) => ({ kind: "host" as const, name, power, total })),
    ...[...byRegion]
      .filter(([, power]) => holdsThird(power))
      .map(([name, power]) => ({ kind: "region" as const, name, power, total })),
  ];
}

/** How many validators may fail together, whichever they are, with more than two thirds of the power left. */
export function countToleratedFaults(powers: readonly number[]): number {
  const total = powers.reduce((sum, power) => sum + power, 0);
  const strongestFirst = [...powers].sort((a, b) => b - a);
  let lost = 0;
  let faults = 0;
  for (const power of strongestFirst) {
    lost += power;
    if (lost * 3 >= total) break;
    faults += 1;
  }
  return faults;
}
