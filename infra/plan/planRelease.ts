import type { Network } from "../config/parseNetwork";
import { wantedServices } from "../config/wantedServices";
import { DeployError } from "../vocab/errors";
import { builtServiceNames, type OptionalServiceName } from "../vocab/words";
import { LocalImagesMissingError } from "./errors";
import type { PlannedRelease } from "./plan";

const fixes: Record<OptionalServiceName, string> = {
  celestia:
    "Add images.celestia, the official image by digest, to the release file (docs/guide/celestia.md), or leave celestia out of the description.",
  da: "Build the images again, or leave da out of the description.",
  acme: "Build the images again, or leave tls.acme out of the description.",
};

/** The description asks for a service that this release has no image of. */
export class ReleaseImageMissingError extends DeployError<"RELEASE_IMAGE_MISSING"> {
  constructor(at: { release: string; service: OptionalServiceName }) {
    super(
      "RELEASE_IMAGE_MISSING",
      `Release "${at.release}" has no image of ${at.service}, which the description asks for.`,
      { fix: fixes[at.service] },
    );
  }
}

/**
 * The image references of a network: of the optional services only those that the description asks for.
 * @throws LOCAL_IMAGES_MISSING, RELEASE_IMAGE_MISSING
 */
export function planRelease(network: Network): PlannedRelease {
  const { release, registry, hosts } = network;
  const wanted = wantedServices(network);
  const missing = wanted.find((name) => release.images[name] === undefined);
  if (missing) throw new ReleaseImageMissingError({ release: release.name, service: missing });

  const own = builtServiceNames
    .filter((name) => (name !== "acme" && name !== "da") || wanted.includes(name))
    .map((name) => {
      const { repository, digest } = release.images[name]!;
      return [name, `${registry}/${repository}@${digest}`] as const;
    });
  const { celestia } = release.images;
  // It lies in its makers' registry, so its repository is the whole name.
  const foreign =
    celestia && network.celestia ? { celestia: `${celestia.repository}@${celestia.digest}` } : {};
  const images = { ...Object.fromEntries(own), ...foreign } as PlannedRelease["images"];
  if (!hosts.some((host) => host.provider === "docker")) return { name: release.name, images };
  if (!release.localImages) throw new LocalImagesMissingError({ release: release.name });
  return { name: release.name, images, localImages: release.localImages };
}
