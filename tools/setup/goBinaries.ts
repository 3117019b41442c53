import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { canInstallPackages, installPackages } from "./apt";
import { SetupError } from "./errors";
import { onPath } from "./onPath";
import { paths } from "./paths";
import { run, tryRun } from "./run";
import type { Progress, Step } from "./step";
import { versions } from "./versions";

interface GoBinary {
  name: string;
  module: string;
  version: string;
  /** Prints the version among other things. */
  versionCommand: string[];
  build: { args: string[]; env: NodeJS.ProcessEnv; needsC: boolean };
}

// Both run inside images: static, so that the C library of this machine does not matter there.
const binaries: GoBinary[] = [
  {
    name: "cometbft",
    module: "github.com/cometbft/cometbft/cmd/cometbft",
    version: versions.cometbft,
    versionCommand: ["version"],
    build: { args: ["-ldflags", "-s -w"], env: { CGO_ENABLED: "0" }, needsC: false },
  },
  {
    name: "geth",
    module: "github.com/ethereum/go-ethereum/cmd/geth",
    version: versions.geth,
    versionCommand: ["version"],
    // The C implementation of secp256k1 recovers senders several times as fast as the Go one.
    build: {
      args: ["-tags", "osusergo,netgo", "-ldflags", "-s -w -linkmode external -extldflags -static"],
      env: { CGO_ENABLED: "1" },
      needsC: true,
    },
  },
];

/** One step per binary that our images carry, built from its Go module. */
export const goBinarySteps: Step[] = binaries.map((binary) => ({
  what: binary.name,
  async ensure(progress) {
    if (await isBuilt(binary)) return `${binary.version}`;
    await ensureGo();
    if (binary.build.needsC) await ensureCompiler(progress);
    progress("go install");
    mkdirSync(paths.bin, { recursive: true });
    await run(
      "go",
      ["install", "-v", "-trimpath", ...binary.build.args, `${binary.module}@v${binary.version}`],
      {
        env: { ...process.env, GOFLAGS: "", ...binary.build.env, GOBIN: paths.bin },
        onLine: progress,
      },
    );
    return `${binary.version}, built from its module`;
  },
}));

async function isBuilt(binary: GoBinary): Promise<boolean> {
  const file = join(paths.bin, binary.name);
  if (!existsSync(file)) return false;
  return (await tryRun(file, binary.versionCommand))?.includes(binary.version) === true;
}

/** @throws GO */
export async function ensureGo(): Promise<void> {
  const version = (await tryRun("go", ["env", "GOVERSION"])) ?? "";
  const minor = Number(/^go1\.(\d+)/.exec(version)?.[1] ?? 0);
  if (minor >= versions.goMinor) return;
  throw new SetupError("GO", `Go ≥ 1.${versions.goMinor} is needed to build geth and CometBFT.`, {
    details: [version ? `found ${version}` : "there is no go command on PATH"],
    fix: "Install Go from https://go.dev/dl and run this again.",
  });
}

async function ensureCompiler(progress: Progress): Promise<void> {
  if (onPath("gcc")) return;
  if (canInstallPackages()) return installPackages(["gcc", "libc6-dev"], progress);
  throw new SetupError("GO", "A C compiler is needed to build geth.", {
    fix: "sudo apt-get install gcc libc6-dev",
  });
}
