import { parse } from "yaml";
import { exampleCloud, parseExample } from "../../test/unit/exampleNetwork";
import { planNetwork } from "../plan/planNetwork";
import { renderCloudInit } from "./cloudInit";
import { renderNftables } from "./nftables";

const plan = planNetwork(parseExample(exampleCloud()));
const edge = plan.hosts.find((host) => host.name === "fsn1-edge-1")!;
const sequencer = plan.hosts.find((host) => host.name === "fsn1-sequencer-1")!;

describe("renderCloudInit", () => {
  const text = renderCloudInit(plan, edge);
  const config = parse(text) as { write_files: { path: string; content: string }[]; runcmd: string[][] };
  const contentOf = (path: string) => config.write_files.find((file) => file.path === path)!.content;

  test("fits into a provider's user data", () => {
    for (const host of plan.hosts) {
      expect(renderCloudInit(plan, host).startsWith("#cloud-config\n")).toBe(true);
      expect(Buffer.byteLength(renderCloudInit(plan, host))).toBeLessThanOrEqual(16 * 1024);
    }
  });

  test("admits keys only", () => {
    const settings = contentOf("/etc/ssh/sshd_config.d/cordillera.conf");
    expect(settings).toContain("PasswordAuthentication no\n");
    expect(settings).toContain("PermitRootLogin prohibit-password\n");
  });

  test("lets the front door bind port 80 without being root", () => {
    expect(contentOf("/etc/sysctl.d/60-cordillera.conf")).toContain(
      "net.ipv4.ip_unprivileged_port_start=80\n",
    );
  });

  test("closes the firewall before Docker starts, and stops at the first failure", () => {
    const [command] = config.runcmd;
    expect(command!.slice(0, 4)).toEqual(["bash", "-euo", "pipefail", "-c"]);
    const script = command![4]!;
    expect(script.indexOf("nft -f")).toBeLessThan(script.indexOf("docker"));
    expect(script.trimEnd().endsWith("first-boot-done")).toBe(true);
  });
});

describe("renderNftables", () => {
  const rulesOf = (host: typeof edge) =>
    renderNftables(plan, host)
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line.includes("dport"));

  test("opens an edge to everybody and SSH to operators", () => {
    expect(rulesOf(edge)).toEqual([
      'ip saddr { 203.0.113.0/24 } tcp dport 22 accept comment "ssh"',
      'tcp dport 80 accept comment "haproxy"',
      'tcp dport 443 accept comment "haproxy"',
      'ip saddr { 10.90.0.0/24 } tcp dport 8404 accept comment "haproxy"',
      'ip saddr { 10.90.0.0/24 } tcp dport 9100 accept comment "exporter"',
    ]);
  });

  test("opens a sequencer to the private network only", () => {
    for (const rule of rulesOf(sequencer))
      expect(rule).toMatch(/^ip saddr \{ (203\.0\.113|10\.90\.0)\.0\/24 \}/);
    expect(rulesOf(sequencer).join("\n")).not.toContain("8551");
  });
});
