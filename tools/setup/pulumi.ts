import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { ensureGo } from "./goBinaries";
import { installLanguageHost } from "./languageHost";
import { onPath } from "./onPath";
import { paths } from "./paths";
import { run, tryRun } from "./run";
import type { Progress, Step } from "./step";
import { versions } from "./versions";

export interface FoundPulumi {
  file: string;
  version: string;
}

/** A Pulumi CLI that is new enough and has a Node language host: ours, else the one on PATH. */
export async function findPulumi(): Promise<FoundPulumi | undefined> {
  for (const file of [join(paths.bin, "pulumi"), onPath("pulumi", pathWithoutOurs())]) {
    const version = file && (await tryRun(file, ["version"]))?.replace(/^v/, "");
    if (file && version && isNewEnough(version) && hasLanguageHost(file)) return { file, version };
  }
  return undefined;
}

const pathWithoutOurs = () =>
  (process.env.PATH ?? "")
    .split(":")
    .filter((folder) => folder !== paths.bin)
    .join(":");

/** At least the pinned version, of the same major. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number);
  const [wantMajor = 0, wantMinor = 0, wantPatch = 0] = versions.pulumi.split(".").map(Number);
  return major === wantMajor && (minor > wantMinor || (minor === wantMinor && patch >= wantPatch));
}

const hasLanguageHost = (pulumi: string) =>
  onPath("pulumi-language-nodejs", `${dirname(pulumi)}:${process.env.PATH ?? ""}`) !== undefined;

export const pulumiStep: Step = {
  what: "Pulumi CLI",
  async ensure(progress) {
    const found = await findPulumi();
    if (found) {
      const ours = dirname(found.file) === paths.bin;
      if (ours) await installLanguageHost();
      return `${found.version}, ${ours ? "ours" : found.file}`;
    }
    mkdirSync(paths.bin, { recursive: true });
    const how = (await download(progress)) ?? (await buildFromModules(progress));
    await installLanguageHost();
    return `${versions.pulumi}, ${how}`;
  },
};

/** The official archive, which brings the official language host; undefined where it cannot be had. */
async function download(progress: Progress): Promise<string | undefined> {
  const arch = process.arch === "arm64" ? "arm64" : "x64";
  const url = `https://get.pulumi.com/releases/sdk/pulumi-v${versions.pulumi}-linux-${arch}.tar.gz`;
  progress(url);
  const archive = join(paths.cache, "pulumi.tar.gz");
  const fetched = await tryRun(
    "curl",
    [
      "--fail",
      "--silent",
      "--location",
      "--connect-timeout",
      "5",
      "--max-time",
      "300",
      "--output",
      archive,
      url,
    ],
    { onLine: progress },
  );
  if (fetched === undefined) return undefined;
  const unpacked = await tryRun("tar", ["-xzf", archive, "-C", paths.bin, "--strip-components=1"]);
  rmSync(archive, { force: true });
  const version = await tryRun(join(paths.bin, "pulumi"), ["version"]);
  return unpacked !== undefined && version === `v${versions.pulumi}` ? "downloaded" : undefined;
}

async function buildFromModules(progress: Progress): Promise<string> {
  await ensureGo();
  progress("go build");
  const output = join(paths.bin, "pulumi");
  const version = `github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${versions.pulumi}`;
  await run(
    "go",
    [
      "build",
      "-v",
      "-mod=readonly",
      "-trimpath",
      "-ldflags",
      `-s -w -X ${version}`,
      "-o",
      output,
      "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    ],
    {
      cwd: join(__dirname, "pulumiModule"),
      env: { ...process.env, GOFLAGS: "", CGO_ENABLED: "0" },
      onLine: progress,
      fix: "Install Pulumi from https://www.pulumi.com/docs/install and run this again.",
    },
  );
  chmodSync(output, 0o755);
  return "built from its Go modules";
}
