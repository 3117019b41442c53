import { join, relative } from "node:path";
import { changeStack } from "../pulumi/changeStack";
import { mustPulumi } from "../pulumi/runPulumi";
import { paths } from "../setup/paths";
import { tryRun } from "../setup/run";
import { versions } from "../setup/versions";
import { imagesOfPush, writeReleaseFile } from "./releaseFile";
import type { ReleaseRequest } from "./releaseRequest";

/** The project that builds and pushes; its stacks are called like those of the networks. */
const project = ["--cwd", relative(paths.root, paths.images)];

/**
 * Brings the images' stack up and writes the release file of what it pushed.
 * @throws CHANGE_FAILED, NOT_PUSHED, RELEASE_EXISTS
 */
export async function pushRelease(
  { stack, name, registry, foreign }: ReleaseRequest,
  folder: string = paths.releases,
): Promise<{ file: string; how: string }> {
  await mustPulumi(["stack", "select", "--create", stack, ...project]);
  const settings = { registry, release: name };
  const config = Object.entries(settings).flatMap(([key, value]) => ["--config", `${key}=${value}`]);
  await changeStack("up", stack, [...project, ...config]);
  const outputs = JSON.parse(
    await mustPulumi(["stack", "output", "--json", "--stack", stack, ...project]),
  ) as {
    images: Record<string, string>;
  };
  const images = { ...imagesOfPush(registry, outputs.images), ...foreign };
  const file = join(folder, `${name}.yaml`);
  const how = writeReleaseFile(file, { name, images }, await describeOrigin(stack, registry));
  return { file: relative(paths.root, file), how };
}

async function describeOrigin(stack: string, registry: string): Promise<string> {
  const [commit, changes, base] = await Promise.all([
    tryRun("git", ["rev-parse", "--short=12", "HEAD"]),
    tryRun("git", ["status", "--porcelain"]),
    tryRun("docker", ["image", "inspect", "--format", '{{join .RepoDigests " "}}', versions.baseImage]),
  ]);
  const from = `${commit ?? "no commit"}${changes ? " and changes that are not committed" : ""}`;
  return `make release STACK=${stack}: pushed to ${registry}, from ${from}, on ${base || versions.baseImage}`;
}
