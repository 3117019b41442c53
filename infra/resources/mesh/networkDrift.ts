import { meshInterface, type RenderedMesh } from "../../render/mesh";
import type { HostSession } from "../sessions/hostSession";

/** What a host's kernel holds. */
export interface SeenNetwork {
  /** Of the firewall's own table, `<chain>: <rule>`; empty where the table is gone. */
  rules: string[];
  /** `<public key> <allowed addresses>`; undefined where the interface is gone. */
  peers: string[] | undefined;
  /** Addresses of the interface, with their prefix. */
  addresses: string[];
}

const gap = "--";
const readCommand = [
  "nft -s list table inet cordillera 2>/dev/null",
  `echo ${gap}`,
  `[ ! -e /sys/class/net/${meshInterface} ] || echo there`,
  `wg show ${meshInterface} allowed-ips 2>/dev/null`,
  `echo ${gap}`,
  `ip -4 -o address show dev ${meshInterface} 2>/dev/null`,
].join("; ");

/** Reads firewall and mesh as the kernel holds them; no key but public ones. */
export async function readNetwork(session: HostSession): Promise<SeenNetwork> {
  const { stdout } = await session.run(readCommand, { timeoutMs: 5_000 });
  return parseNetworkState(stdout);
}

export function parseNetworkState(text: string): SeenNetwork {
  const [table = "", mesh = "", addresses = ""] = text.split(`${gap}\n`);
  const [there, ...peers] = mesh.trim().split("\n");
  return {
    rules: parseRules(table),
    peers: there === "there" ? peers.map((line) => line.split(/\s+/).join(" ")).sort() : undefined,
    addresses: [...addresses.matchAll(/ inet (\S+)/g)].map((match) => match[1]!),
  };
}

function parseRules(table: string): string[] {
  let chain = "";
  return table.split("\n").flatMap((raw) => {
    const line = raw.trim();
    const opened = /^chain (\S+) \{$/.exec(line);
    if (opened) chain = opened[1]!;
    return opened || line === "}" || line === "" || line.startsWith("table ") ? [] : [`${chain}: ${line}`];
  });
}

/** What is not as it was put there, in words for a preview; empty where all is. */
export function findDrift(wanted: { rules: string[]; mesh: RenderedMesh }, seen: SeenNetwork): string[] {
  return [...findRuleDrift(wanted.rules, seen.rules), ...findMeshDrift(wanted.mesh, seen)];
}

function findRuleDrift(wanted: string[], seen: string[]): string[] {
  if (seen.length === 0) return ["the firewall is gone"];
  const missing = wanted.filter((rule) => !seen.includes(rule));
  const added = seen.filter((rule, i) => !wanted.includes(rule) || seen.indexOf(rule) !== i);
  if (missing.length === 0 && added.length === 0 && wanted.join("\n") !== seen.join("\n")) {
    return ["rules in another order"];
  }
  return [
    ...missing.map((rule) => `rule gone from ${rule}`),
    ...added.map((rule) => `rule by hand in ${rule}`),
  ];
}

function findMeshDrift(mesh: RenderedMesh, { peers, addresses }: SeenNetwork): string[] {
  if (!peers) return ["the mesh's interface is gone"];
  const named = Object.entries(mesh.peers).map(([name, text]) => ({
    name,
    peer: `${setting(text, "PublicKey")} ${setting(text, "AllowedIPs")}`,
  }));
  const known = named.map(({ peer }) => peer);
  const address = setting(mesh.interface, "Address");
  return [
    ...named.filter(({ peer }) => !peers.includes(peer)).map(({ name }) => `peer gone: ${name}`),
    ...peers.filter((peer) => !known.includes(peer)).map((peer) => `peer by hand: ${peer}`),
    ...(addresses.join() === address ? [] : [`address ${addresses.join() || "none"} instead of ${address}`]),
  ];
}

const setting = (text: string, key: string): string =>
  new RegExp(`^${key} = (.*)$`, "m").exec(text)?.[1] ?? "";
