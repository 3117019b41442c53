import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { parse, stringify } from "yaml";
import { type Release, releaseSchema } from "../../infra/config/release";
import { DeployError } from "../../infra/vocab/errors";
import { paths } from "../setup/paths";

/** A release is what its name meant from the first day on: hosts, rollbacks and people rely on it. */
export class ReleaseExistsError extends DeployError<"RELEASE_EXISTS"> {
  constructor(at: { file: string; name: string; changed: string[] }) {
    super("RELEASE_EXISTS", `${at.file} names other digests; a release never changes.`, {
      details: at.changed,
      fix: `make release … NAME=<another name than ${at.name}>`,
    });
  }
}

export class NotPushedError extends DeployError<"NOT_PUSHED"> {
  constructor(at: { registry: string; faults: string[] }) {
    super("NOT_PUSHED", `Not every image was pushed to ${at.registry}.`, {
      details: at.faults,
      fix: "Look at what pulumi said above, then run it again: what is there is not built again.",
    });
  }
}

/**
 * The images of a release from what was pushed: `registry/repository@digest` per service.
 * @throws NOT_PUSHED
 */
export function imagesOfPush(registry: string, pushed: Record<string, string>): Release["images"] {
  const images = Object.fromEntries(
    Object.entries(pushed).map(([name, reference]) => {
      const [place = "", digest] = reference.split("@");
      const repository = place.startsWith(`${registry}/`) ? place.slice(registry.length + 1) : place;
      return [name, { repository, digest }];
    }),
  );
  const parsed = releaseSchema.shape.images.safeParse(images);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => {
    const name = String(path[0]);
    return `${path.join(".")}: ${message} (got "${pushed[name] ?? "nothing"}")`;
  });
  throw new NotPushedError({ registry, faults });
}

function differences(before: Release["images"], after: Release["images"]): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof Release["images"])[];
  const tell = (image: Release["images"][(typeof names)[number]]) =>
    image ? `${image.repository}@${image.digest}` : "none";
  return names
    .filter((name) => tell(before[name]) !== tell(after[name]))
    .map((name) => `${name}: ${tell(before[name])}, now ${tell(after[name])}`);
}

/**
 * Writes a release file whole or not at all; one that says the same stays untouched.
 * @throws RELEASE_EXISTS
 */
export function writeReleaseFile(file: string, release: Release, heading: string): "written" | "unchanged" {
  if (existsSync(file)) {
    const { images } = parse(readFileSync(file, "utf8")) as Release;
    const changed = differences(images, release.images);
    if (changed.length === 0) return "unchanged";
    throw new ReleaseExistsError({ file: relative(paths.root, file), name: release.name, changed });
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, `# ${heading}\n${stringify(release)}`);
  renameSync(`${file}.${process.pid}`, file);
  return "written";
}
