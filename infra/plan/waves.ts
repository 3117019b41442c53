import type { Role } from "../vocab/words";
import type { Wave } from "./plan";

interface WaveHost {
  name: string;
  roles: readonly Role[];
  power: number;
}

/**
 * Orders hosts into waves: one canary that does not sequence, the other followers, each sequencer
 * alone, edges by thirds so that the door stays open, monitors. No wave of several hosts puts a third
 * of the voting power in motion.
 */
export function planWaves(hosts: readonly WaveHost[]): Wave[] {
  const rest = new Set(hosts);
  const take = (...roles: Role[]) => {
    const taken = [...rest].filter((host) => roles.some((role) => host.roles.includes(role)));
    for (const host of taken) rest.delete(host);
    return taken;
  };
  // A host with several roles goes with its most careful one.
  const sequencers = take("sequencer");
  const [canary, ...followers] = [...take("witness"), ...take("rpc")];
  const edges = take("edge");
  const monitors = take("monitor");
  const total = hosts.reduce((sum, host) => sum + host.power, 0);

  return [
    ...(canary ? [{ name: "canary", hosts: [canary.name] }] : []),
    ...nameWaves("followers", packByPower(followers, total)),
    ...sequencers.map((host) => ({ name: host.name, hosts: [host.name] })),
    ...nameWaves("edges", splitByThirds(edges)),
    ...(monitors.length > 0 ? [{ name: "monitors", hosts: monitors.map((host) => host.name) }] : []),
  ];
}

function nameWaves(prefix: string, groups: readonly WaveHost[][]): Wave[] {
  return groups.map((group, i) => ({ name: `${prefix}-${i + 1}`, hosts: group.map((host) => host.name) }));
}

function packByPower(hosts: readonly WaveHost[], total: number): WaveHost[][] {
  const groups: { power: number; hosts: WaveHost[] }[] = [];
  for (const host of hosts) {
    const open = groups.at(-1);
    if (open && (open.power + host.power) * 3 < total) {
      open.power += host.power;
      open.hosts.push(host);
    } else {
      groups.push({ power: host.power, hosts: [host] });
    }
  }
  return groups.map((group) => group.hosts);
}

function splitByThirds(hosts: readonly WaveHost[]): WaveHost[][] {
  const size = Math.max(1, Math.floor(hosts.length / 3));
  const groups: WaveHost[][] = [];
  for (let i = 0; i < hosts.length; i += size) groups.push(hosts.slice(i, i + size));
  return groups;
}
