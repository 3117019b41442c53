import { DeployError } from "../vocab/errors";

/** Two services of one host want one port; the port catalogue is wrong. */
export class PortCollisionError extends DeployError<"PORT_COLLISION"> {
  constructor(at: { host: string; port: string; owner: string; claimant: string }) {
    super("PORT_COLLISION", `On host "${at.host}" two services want port ${at.port}.`, {
      details: [`${at.owner} and ${at.claimant}`],
      fix: "Give one of them another number in infra/plan/portCatalogue.ts.",
    });
  }
}

/** A docker host needs images that this release does not carry. */
export class LocalImagesMissingError extends DeployError<"LOCAL_IMAGES_MISSING"> {
  constructor(at: { release: string }) {
    super(
      "LOCAL_IMAGES_MISSING",
      `Release "${at.release}" has no localImages, which docker hosts are made from.`,
      {
        fix: "Build the images on this machine: make images.",
      },
    );
  }
}
