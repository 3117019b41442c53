import { existsSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DesiredDisk } from "./desiredMachines";
import { run } from "./run";

/** Volumes are real block devices: sparse files behind loop devices, handed into the container of their machine. */
export class Disks {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  /** Shell lines that give a machine its disks; a machine has them run at every start. */
  async render(disks: DesiredDisk[]): Promise<string> {
    const lines = await Promise.all(
      disks.map(async (disk) => {
        const device = await this.deviceOf(disk);
        const minor = device.replace("/dev/loop", "");
        return `[ -b ${device} ] || mknod ${device} b 7 ${minor}\nln -sfn ${device} ${disk.device}\n`;
      }),
    );
    return `mkdir -p /dev/disk/by-id\n${lines.join("")}`;
  }

  /** The loop device of a disk; makes both where they are missing. */
  private async deviceOf({ id, sizeGb }: DesiredDisk): Promise<string> {
    const file = join(this.folder, id);
    if (!existsSync(file)) writeFileSync(file, "");
    truncateSync(file, sizeGb * 2 ** 30);
    const [known] = await this.devicesOf(file);
    if (known) await run("losetup", ["--set-capacity", known]);
    return known ?? (await run("losetup", ["--find", "--show", file])).trim();
  }

  private async devicesOf(file: string): Promise<string[]> {
    const listed = await run("losetup", ["--associated", file, "--noheadings", "--output", "NAME"]);
    return listed
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
  }

  /** Removes the disks that no volume stands for any more. */
  async keepOnly(ids: string[]): Promise<void> {
    for (const id of readdirSync(this.folder).filter((file) => !ids.includes(file))) {
      const file = join(this.folder, id);
      for (const device of await this.devicesOf(file)) await run("losetup", ["--detach", device]);
      rmSync(file, { force: true });
    }
  }
}
