import { parse } from "yaml";
import type { StackSource } from "../../infra/config/parseNetwork";
import { parseRelease } from "../../infra/config/parseRelease";
import { readStack } from "../../infra/config/readStack";
import { type Release, releaseSchema } from "../../infra/config/release";
import { networkSchema } from "../../infra/config/schema";
import { DeployError } from "../../infra/vocab/errors";
import { descriptionFileOf } from "../pulumi/description";
import { paths } from "../setup/paths";

export interface ReleaseRequest {
  stack: string;
  name: string;
  registry: string;
  /** Images that are not built here: as the network's present release has them. */
  foreign: Pick<Release["images"], "celestia">;
}

export class ReleaseRequestError extends DeployError<"RELEASE_REQUEST"> {
  constructor(details: string[]) {
    super("RELEASE_REQUEST", "It is not said what is to be released.", {
      details,
      fix: "make release STACK=testnet NAME=2026-12-01",
    });
  }
}

/**
 * What `make release` is asked for. Read leniently: the description may name a release that is not there yet.
 * @throws RELEASE_REQUEST
 */
export function readReleaseRequest(source: StackSource, name = ""): ReleaseRequest {
  const { stack, description, releases } = source;
  const said = (parse(description.text) ?? {}) as {
    registry?: unknown;
    release?: string;
    hosts?: { provider?: string }[];
  };
  const registry = networkSchema.shape.registry.safeParse(said.registry);
  const hosts = said.hosts ?? [];
  const isNamed = releaseSchema.shape.name.safeParse(name).success && name !== "local";
  const faults = [
    ...(isNamed ? [] : [`NAME: small letters, digits, dots and hyphens, and not "local" (got "${name}")`]),
    ...(hosts.length > 0 && hosts.every(({ provider }) => provider === "docker")
      ? [`STACK: containers as hosts pull what make images stores here (got "${stack}")`]
      : []),
    ...(registry.success ? [] : [`${description.file}: registry: must say where the images are pushed to`]),
  ];
  if (!registry.success || faults.length > 0) throw new ReleaseRequestError(faults);
  const present = releases[said.release ?? ""];
  const { celestia } = present ? parseRelease(present, said.release!).images : {};
  return { stack, name, registry: registry.data, foreign: celestia ? { celestia } : {} };
}

/** @throws RELEASE_REQUEST, DESCRIPTION_MISSING */
export async function findReleaseRequest(stack: string, name?: string): Promise<ReleaseRequest> {
  const descriptionFile = await descriptionFileOf(stack);
  return readReleaseRequest(readStack(stack, { rootDir: paths.root, descriptionFile }), name);
}
