import { parse } from "yaml";
import { exampleCloud, parseExample } from "../../test/unit/exampleNetwork";
import { planNetwork } from "../plan/planNetwork";
import { renderCloudInit } from "./cloudInit";

const plan = planNetwork(parseExample(exampleCloud()));
const edge = plan.hosts.find((host) => host.name === "fsn1-edge-1")!;

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
