import { parse } from "yaml";
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
 * @throws RELEASE_REQUEST, DESCRIPTION_MISSING
 */
export async function parseReleaseRequest(stack: string, name = ""): Promise<ReleaseRequest> {
  const source = readStack(stack, {
    rootDir: paths.root,
    descriptionFile: await descriptionFileOf(stack),
  });
  const description = (parse(source.description.text) ?? {}) as { registry?: unknown; release?: string };
  const registry = networkSchema.shape.registry.safeParse(description.registry);
  const faults = [
    ...(releaseSchema.shape.name.safeParse(name).success && name !== "local"
      ? []
      : [`NAME: small letters, digits, dots and hyphens, and not "local" (got "${name}")`]),
    ...(registry.success
      ? []
      : [`${source.description.file}: registry: says where the images are pushed to`]),
  ];
  if (!registry.success || faults.length > 0) throw new ReleaseRequestError(faults);
  const present = source.releases[description.release ?? ""];
  const { celestia } = present ? parseRelease(present, description.release!).images : {};
  return { stack, name, registry: registry.data, foreign: celestia ? { celestia } : {} };
}
