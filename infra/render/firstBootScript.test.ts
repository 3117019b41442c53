import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderFirstBootScript } from "./firstBootScript";

const device = "/dev/null";
const script = renderFirstBootScript({ disk: { device } });

/** Runs the part that mounts the data disk, with commands that only take note; gives what was called. */
function mountDisk(blkidCode: number, isMounted = false) {
  const folder = mkdtempSync(join(tmpdir(), "first-boot-"));
  const fake = (name: string, code: number) =>
    writeFileSync(join(folder, name), `#!/bin/sh\necho "${name} $*" >>${folder}/calls\nexit ${code}\n`, {
      mode: 0o755,
    });
  for (const name of ["mkfs.ext4", "mount", "systemctl", "install"]) fake(name, 0);
  fake("blkid", blkidCode);
  fake("mountpoint", isMounted ? 0 : 1);
  const begin = script.indexOf('say "data disk"');
  const part = script
    .slice(begin, script.indexOf('say "folders"'))
    .replaceAll("/etc/fstab", `${folder}/fstab`)
    // /dev/null stands in for a block device.
    .replaceAll("[ -b", "[ -e");
  writeFileSync(join(folder, "fstab"), "");
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  const run = () => spawnSync("bash", ["-euo", "pipefail", "-c", `say() { :; }\n${part}`], { env }).status;
  const status = run();
  if (status === 0) run();
  const read = (name: string) =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8") : "";
  const result = { status, calls: read("calls"), fstab: read("fstab") };
  rmSync(folder, { recursive: true });
  return result;
}

describe("renderFirstBootScript", () => {
  test("is bash", () => {
    expect(spawnSync("bash", ["-n"], { input: script, encoding: "utf8" }).stderr).toBe("");
  });

  test("makes a file system on a disk with nothing on it, and mounts it at every boot", () => {
    const { status, calls, fstab } = mountDisk(2);
    expect(status).toBe(0);
    expect(calls).toContain(`mkfs.ext4 -q -L cordillera ${device}\n`);
    expect(calls).toContain("mount /srv/cordillera\n");
    expect(fstab).toMatch(new RegExp(`^${device} /srv/cordillera ext4 \\S*nofail\\S* 0 2\\n$`));
  });

  test("keeps what is on a disk", () => {
    const { status, calls } = mountDisk(0);
    expect(status).toBe(0);
    expect(calls).not.toContain("mkfs");
    expect(calls).toContain("mount /srv/cordillera\n");
  });

  test("neither formats nor mounts a disk that cannot be read", () => {
    const { status, calls } = mountDisk(4);
    expect(status).toBe(1);
    expect(calls).not.toContain("mkfs");
    expect(calls).not.toContain("mount /srv");
  });

  test("touches no disk that is mounted", () => {
    const { status, calls } = mountDisk(2, true);
    expect(status).toBe(0);
    expect(calls).not.toMatch(/mkfs|blkid|mount \//);
  });
});
