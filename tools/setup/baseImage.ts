import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { canInstallPackages, installPackages } from "./apt";
import { SetupError } from "./errors";
import { onPath } from "./onPath";
import { paths } from "./paths";
import { run, tryRun } from "./run";
import type { Progress, Step } from "./step";
import { versions } from "./versions";

const archive = join(paths.base, `${versions.debian}-slim.tar`);

/** The id of a local image; undefined where there is none. */
export function imageId(reference: string): Promise<string | undefined> {
  return tryRun("docker", ["image", "inspect", "--format", "{{.Id}}", reference]);
}

/** Debian's slim image: pulled where a registry answers, else made from Debian's packages. */
export const baseImageStep: Step = {
  what: "base image",
  async ensure(progress) {
    const found = await imageId(versions.baseImage);
    if (found) return `${versions.baseImage} ${shortId(found)}`;
    progress(`docker pull ${versions.baseImage}`);
    const pull = await tryRun("docker", ["pull", "-q", versions.baseImage], { timeoutMs: 180_000 });
    const how = pull === undefined ? await importBase(progress) : "pulled";
    return `${versions.baseImage} ${shortId((await imageId(versions.baseImage)) ?? "")}, ${how}`;
  },
};

const shortId = (id: string) => id.replace("sha256:", "").slice(0, 12);

async function importBase(progress: Progress): Promise<string> {
  const cached = existsSync(archive);
  if (!cached) await bootstrapDebian(progress);
  progress("docker import");
  await run("docker", ["import", archive, versions.baseImage]);
  return cached ? "from the cached archive" : "made with mmdebstrap";
}

async function bootstrapDebian(progress: Progress): Promise<void> {
  if (!onPath("mmdebstrap")) {
    if (!canInstallPackages()) {
      throw new SetupError(
        "BASE_IMAGE",
        `${versions.baseImage} cannot be pulled, and mmdebstrap is not here to make it.`,
        {
          fix: `docker pull ${versions.baseImage} (or, on Debian as root: apt-get install mmdebstrap)`,
        },
      );
    }
    await installPackages(["mmdebstrap"], progress);
  }
  mkdirSync(paths.base, { recursive: true });
  const mirror = await chooseMirror();
  const unfinished = `${archive}.new.tar`;
  // What Debian's own slim image leaves out.
  const slim = ["man", "info", "locale", "groff", "doc"].map(
    (each) => `--dpkgopt=path-exclude=/usr/share/${each}/*`,
  );
  await run(
    "mmdebstrap",
    [
      "--variant=minbase",
      ...slim,
      "--dpkgopt=path-include=/usr/share/doc/*/copyright",
      versions.debian,
      unfinished,
      ...(mirror ? [mirror] : []),
    ],
    { onLine: progress, fix: "Check that a Debian mirror answers, then run: make setup" },
  );
  renameSync(unfinished, archive);
}

/** A mirror of the machine's own that has this Debian; undefined for mmdebstrap's default. */
async function chooseMirror(): Promise<string | undefined> {
  for (const mirror of machineMirrors()) {
    const answer = await fetch(`${mirror}/dists/${versions.debian}/Release`, {
      method: "HEAD",
      signal: AbortSignal.timeout(5_000),
    }).catch(() => undefined);
    if (answer?.ok) return mirror;
  }
  return undefined;
}

function machineMirrors(): string[] {
  const folder = "/etc/apt/sources.list.d";
  const files = [
    "/etc/apt/sources.list",
    ...(existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []),
  ];
  const text = files.filter((file) => existsSync(file)).map((file) => readFileSync(file, "utf8"));
  return [...new Set(text.join("\n").match(/https?:\/\/[^\s\]]+/g) ?? [])].map((uri) =>
    uri.replace(/\/$/, ""),
  );
}
