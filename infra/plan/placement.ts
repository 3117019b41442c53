import type { PlannedHost } from "./plan";

// Hetzner takes ten machines into a group: `-1` and `-2` of every kind of host in a region.
const numbersPerGroup = 2;

/**
 * The group whose hosts stand on different physical machines, from a host's name alone: a new host moves no other,
 * since moving means power off.
 */
export function planPlacementGroup({ region, name }: Pick<PlannedHost, "region" | "name">): string {
  const number = Number(/-(\d+)$/.exec(name)?.[1] ?? 1);
  return `${region}-spread-${Math.max(1, Math.ceil(number / numbersPerGroup))}`;
}
