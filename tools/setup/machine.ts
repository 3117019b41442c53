import { readFileSync } from "node:fs";
import { arch, cpus, totalmem } from "node:os";
import { SetupError } from "./errors";
import { lockDriftAt } from "./lockDrift";
import { paths } from "./paths";
import type { Step } from "./step";
import { versions } from "./versions";

export const platformStep: Step = {
  what: "machine",
  async ensure() {
    if (process.platform !== "linux" || !["x64", "arm64"].includes(arch())) {
      throw new SetupError("MACHINE", "The local network runs on Linux, x64 or arm64.", {
        details: [`this is ${process.platform} ${arch()}`],
        fix: "Run it in a Linux machine or virtual machine; cloud stacks work from anywhere.",
      });
    }
    return `${osName()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  },
};

export const npmStep: Step = {
  what: "Node and npm",
  async ensure() {
    const major = Number(process.versions.node.split(".")[0]);
    const drift = lockDriftAt(paths.root);
    if (major < versions.nodeMajor || drift.length > 0) {
      throw new SetupError("MACHINE", "The npm packages or Node are not as locked.", {
        details: [`Node ${process.versions.node}`, ...drift.slice(0, 5)],
        fix: "tools/setup/bootstrap.sh",
      });
    }
    return `Node ${process.versions.node}, packages as locked`;
  },
};

function osName(): string {
  try {
    return /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "Linux";
  } catch {
    return "Linux";
  }
}
