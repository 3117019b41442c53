import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { exampleCloud, exampleDocker, parseExample } from "../../test/unit/exampleNetwork";
import { networkArbitrary } from "../../test/unit/networkArbitrary";
import type { Plan } from "../plan/plan";
import { planNetwork } from "../plan/planNetwork";
import { renderNftables } from "./nftables";

const planOf = (description: object): Plan => planNetwork(parseExample(description));
const hostOf = (plan: Plan, name: string) => plan.hosts.find((host) => host.name === name)!;

/** Lines of one chain. */
function chain(text: string, name: string): string[] {
  const body = new RegExp(`^ {2}chain ${name} \\{\n([\\s\\S]*?)\n {2}\\}`, "m").exec(text)?.[1] ?? "";
  return body.split("\n").map((line) => line.trim());
}

const openings = (lines: string[]) => lines.filter((line) => /accept comment/.test(line));

describe("renderNftables", () => {
  const cloud = planOf({ ...exampleCloud(), access: { sshFrom: ["2001:db8::/48", "203.0.113.0/24"] } });

  test("opens an edge to everybody, SSH to operators of both families, and the mesh", () => {
    const text = renderNftables(cloud, hostOf(cloud, "fsn1-edge-1"));
    expect(openings(chain(text, "input"))).toEqual([
      'ip6 saddr fe80::/10 udp dport 546 accept comment "address"',
      'ip saddr { 203.0.113.0/24 } tcp dport 22 accept comment "ssh"',
      'ip6 saddr { 2001:db8::/48 } tcp dport 22 accept comment "ssh"',
      'udp dport 51820 accept comment "mesh"',
      'tcp dport 80 accept comment "haproxy"',
      'tcp dport 443 accept comment "haproxy"',
    ]);
    expect(openings(chain(text, "mesh"))).toEqual([
      'ip saddr { 10.90.0.0/24 } tcp dport 8404 accept comment "haproxy"',
      'ip saddr { 10.90.0.0/24 } tcp dport 9100 accept comment "exporter"',
    ]);
  });

  test("tells a peer at once that its connection to a host from before a crash is over", () => {
    const lines = chain(renderNftables(cloud, hostOf(cloud, "fsn1-sequencer-1")), "mesh");
    expect(lines.at(-1)).toBe("meta l4proto tcp reject with tcp reset");
  });

  test("shuts everything else before Docker's chains have a say, in both families", () => {
    fc.assert(
      fc.property(networkArbitrary, (description) => {
        const plan = planOf(description);
        for (const host of plan.hosts) {
          const text = renderNftables(plan, host);
          expect(text).toContain("table inet cordillera {");
          expect(chain(text, "input")[0]).toBe("type filter hook input priority -200; policy drop;");
          expect(chain(text, "forward")[0]).toBe("type filter hook forward priority -200; policy drop;");
          const declared = plan.firewall.filter((rule) => rule.host === host.name);
          const opened = [...openings(chain(text, "input")), ...openings(chain(text, "mesh"))];
          const isLinkLocal = (line: string) => line.startsWith("ip6 saddr fe80");
          expect(opened.filter((line) => !isLinkLocal(line))).toHaveLength(declared.length);
        }
      }),
      { numRuns: 20 },
    );
  });

  test("passes nothing on that comes from elsewhere", () => {
    const text = renderNftables(cloud, cloud.hosts[0]!);
    expect(chain(text, "forward").slice(1)).toEqual([
      "ct state established,related accept",
      'iifname { "docker*", "br-*" } accept',
    ]);
  });

  test("lets published ports in from the machine below only", () => {
    const plan = planOf(exampleDocker());
    const host = hostOf(plan, "local-sequencer-1");
    const text = renderNftables(plan, host);
    expect(chain(text, "publish")).toEqual([
      "type nat hook prerouting priority dstnat - 10; policy accept;",
      `ip saddr 10.190.0.1 ip daddr ${host.underlayAddress} tcp dport { 8545, 8546, 9001 } dnat ip to ${host.privateAddress}`,
    ]);
    expect(openings(chain(text, "input")).filter((line) => line.includes("8545"))).toEqual([
      'ip saddr { 10.190.0.1/32 } tcp dport 8545 accept comment "geth"',
    ]);
    expect(renderNftables(plan, hostOf(plan, "local-witness-1"))).not.toContain("dnat");
  });

  test("lets a mainnet host connect to what is declared, and containers by hand to nothing", () => {
    const plan = planOf({ ...exampleCloud(), environment: "mainnet", chainId: 424242 });
    const text = renderNftables(plan, plan.hosts[0]!);
    expect(chain(text, "output")[0]).toBe("type filter hook output priority filter - 10; policy drop;");
    expect(chain(text, "output")).toContain('oifname "cordillera0" ip daddr 10.90.0.0/24 accept');
    expect(openings(chain(text, "output"))).toHaveLength(8);
    expect(chain(text, "forward")).toHaveLength(2);
    expect(renderNftables(cloud, cloud.hosts[0]!)).not.toContain("hook output");
  });

  // Where the kernel lets us: in a network namespace of its own.
  const canTry = spawnSync("unshare", ["-rn", "nft", "list", "ruleset"]).status === 0;
  (canTry ? test : test.skip)("is taken by nft, twice", () => {
    const mainnet = planOf({ ...exampleCloud(), environment: "mainnet", chainId: 424242 });
    for (const plan of [cloud, mainnet, planOf(exampleDocker())]) {
      const text = renderNftables(plan, plan.hosts[0]!);
      const taken = spawnSync("unshare", ["-rn", "nft", "-f", "-"], { input: text + text });
      expect(taken.stderr.toString()).toBe("");
    }
  });
});
