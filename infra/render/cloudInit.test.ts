import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { exampleCloud, parseExample } from "../../test/unit/exampleNetwork";
import { planNetwork } from "../plan/planNetwork";
import { type CloudInitInputs, renderCloudInit } from "./cloudInit";
import { sshPaths } from "./paths";
import { sshdSettings, sudoersText } from "./sshd";

const rootDir = join(__dirname, "../..");
const plan = planNetwork(parseExample(exampleCloud()));
const edge = plan.hosts.find((host) => host.name === "fsn1-edge-1")!;
const publicKey = `ssh-ed25519 ${"A".repeat(68)}`;
const inputs: CloudInitInputs = {
  bootKey: { privateKey: `-----BEGIN OPENSSH PRIVATE KEY-----\n${"b".repeat(380)}\n-----END\n`, publicKey },
  authorizedKeys: [publicKey],
  disk: { device: "/dev/disk/by-id/scsi-0HC_Volume_1234567" },
};

interface Parsed {
  users: unknown[];
  bootcmd: string[];
  packages: string[];
  runcmd: string[][];
  write_files: { path: string; content: string; permissions: string }[];
}

describe("renderCloudInit", () => {
  const config = parse(renderCloudInit(plan, edge, inputs)) as Parsed;
  const fileAt = (path: string) => config.write_files.find((file) => file.path === path)!;
  const script = fileAt("/usr/local/sbin/cordillera-first-boot").content;

  test("admits nobody but the admin user, and no key but the operators'", () => {
    expect(config.users).toEqual([]);
    expect(config).toMatchObject({ allow_public_ssh_keys: false, disable_root: true });
    expect(fileAt("/etc/ssh/authorized_keys/admin").content).toBe(`${publicKey}\n`);
    expect(fileAt(sshPaths.settings).content).toBe(sshdSettings);
    expect(fileAt("/etc/sudoers.d/cordillera")).toMatchObject({ content: sudoersText, permissions: "0440" });
  });

  test("puts the boot key before sshd runs, and never over a key that is there", () => {
    const place = config.bootcmd.at(-1)!;
    expect(place.startsWith("[ -s /srv/ssh/ssh_host_ed25519_key ] ||")).toBe(true);
    expect(place).toContain("BEGIN OPENSSH PRIVATE KEY");
    expect(place.indexOf("umask 077")).toBeLessThan(place.indexOf("cat >"));
  });

  test("holds the boot key in one place only", () => {
    const text = renderCloudInit(plan, edge, inputs);
    expect(text.split("BEGIN OPENSSH PRIVATE KEY").length).toBe(2);
  });

  test("closes the firewall before Docker starts, and stops at the first failure", () => {
    expect(config.runcmd).toEqual([["/usr/local/sbin/cordillera-first-boot"]]);
    expect(script.startsWith("#!/bin/bash\nset -euo pipefail\n")).toBe(true);
    const order = ["mount /srv/cordillera\n", "enable --now cordillera-network", "enable --now docker"];
    const places = order.map((step) => script.indexOf(step));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(Math.min(...places)).toBeGreaterThan(0);
    expect(fileAt("/usr/sbin/policy-rc.d").content).toContain("exit 101");
  });

  test("formats a disk only when nothing is on it for certain", () => {
    expect(script).toContain('if [ "$found" = 2 ]; then mkfs.ext4');
    const without = renderCloudInit(plan, edge, { ...inputs, disk: undefined! });
    expect(without).not.toContain("mkfs");
  });

  test("lets the front door bind port 80 without being root", () => {
    expect(fileAt("/etc/sysctl.d/60-cordillera.conf").content).toContain(
      "net.ipv4.ip_unprivileged_port_start=80\n",
    );
  });
});

describe("hosts that are containers", () => {
  const rootfs = (path: string) => readFileSync(join(rootDir, "images/host/rootfs", path), "utf8");

  test("have the same sshd and sudo as cloud hosts", () => {
    expect(rootfs(sshPaths.settings)).toBe(sshdSettings);
    expect(rootfs("/etc/sudoers.d/cordillera")).toBe(sudoersText);
  });
});
