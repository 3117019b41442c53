import { chmodSync, copyFileSync, linkSync, mkdirSync, rmSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { imageId } from "../setup/baseImage";
import { SetupError } from "../setup/errors";
import { hashInputs, listFiles } from "../setup/inputsHash";
import { paths } from "../setup/paths";
import { run, tryRun } from "../setup/run";
import { versions } from "../setup/versions";
import type { ContextFile } from "./catalogue";

export interface ImageSource {
  name: string;
  tag: string;
  /** Folder with the Dockerfile. */
  folder: string;
  files: ContextFile[];
}

export interface BuiltImage {
  name: string;
  id: string;
  built: boolean;
}

const inputsLabel = "cordillera.inputs";

/** The image of a source: the one that is there when its inputs are the same, else built anew. @throws IMAGES */
export async function buildImage(source: ImageSource, onLine: (line: string) => void): Promise<BuiltImage> {
  const reference = `cordillera/${source.name}:${source.tag}`;
  const inputs = await hashSource(source);
  const before = await labelledImage(reference);
  if (before?.inputs === inputs) return { name: source.name, id: before.id, built: false };

  const context = join(paths.build, `${source.name}-${source.tag}-${process.pid}`);
  try {
    assembleContext(source, context);
    await run("docker", ["build", "--label", `${inputsLabel}=${inputs}`, "--tag", reference, context], {
      // The classic builder is in every Engine; BuildKit needs a plugin that Debian's package lacks.
      env: { ...process.env, DOCKER_BUILDKIT: "0" },
      onLine: (line) => onLine(`${source.name}: ${line}`),
      fix: `make images (after mending ${relative(paths.root, source.folder)}/Dockerfile)`,
    });
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
  const after = await imageId(reference);
  if (!after)
    throw new SetupError("IMAGES", `${reference} is not in the Docker Engine after its build.`, {
      fix: "make images",
    });
  // The old one goes unless a container still runs from it.
  if (before && before.id !== after) await tryRun("docker", ["rmi", before.id]);
  return { name: source.name, id: after, built: true };
}

/** Lays out what an image is built from, for a builder other than ours; relative to images/, as state keeps it. */
export function placeContext(source: ImageSource): string {
  assertFiles(source);
  const context = join(paths.build, "release", source.name);
  assembleContext(source, context);
  return relative(paths.images, context);
}

/** Whether an image is there and made from what its source is now. */
export async function isCurrent(source: ImageSource): Promise<boolean> {
  const found = await labelledImage(`cordillera/${source.name}:${source.tag}`);
  return found !== undefined && found.inputs === (await hashSource(source));
}

async function labelledImage(reference: string): Promise<{ id: string; inputs: string } | undefined> {
  const format = `{{.Id}} {{index .Config.Labels "${inputsLabel}"}}`;
  const [id, inputs = ""] =
    (await tryRun("docker", ["image", "inspect", "--format", format, reference]))?.split(" ") ?? [];
  return id ? { id, inputs } : undefined;
}

function assertFiles(source: ImageSource): void {
  const absent = source.files.filter((file) => statSync(file.from, { throwIfNoEntry: false }) === undefined);
  if (absent.length > 0) {
    throw new SetupError("IMAGES", `The image "${source.name}" lacks what it carries.`, {
      details: absent.map((file) => relative(paths.root, file.from)),
      fix: "make setup",
    });
  }
}

async function hashSource(source: ImageSource): Promise<string> {
  assertFiles(source);
  const base = await imageId(versions.baseImage);
  const places = source.files.map((file) => file.to).join("\n");
  const files = source.files.map((file) => file.from);
  return hashInputs(paths.root, [source.folder, ...files], `${base}\n${places}`);
}

function assembleContext(source: ImageSource, context: string): void {
  rmSync(context, { recursive: true, force: true });
  for (const { from, to } of [{ from: source.folder, to: "." }, ...source.files]) {
    for (const file of listFiles([from])) {
      const place = join(context, to, relative(from, file));
      mkdirSync(dirname(place), { recursive: true });
      copyInto(file, place);
    }
  }
}

// The checkout's umask must not decide what a service's user may read.
function copyInto(file: string, place: string): void {
  const mode = (statSync(file).mode & 0o111) !== 0 ? 0o755 : 0o644;
  if ((statSync(file).mode & 0o777) === mode) {
    try {
      linkSync(file, place);
      return;
    } catch {
      // Another file system: copied.
    }
  }
  copyFileSync(file, place);
  chmodSync(place, mode);
}
