import { z } from "zod";
import type { serviceNames } from "../vocab/words";

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, "must be sha256: and 64 hex digits");

const image = z.strictObject({
  repository: z
    .string()
    .regex(
      /^[a-z0-9]+([._-][a-z0-9]+)*(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/,
      "must be a repository such as cordillera/geth",
    ),
  digest,
});

/** An image of somebody else's registry: the repository says which. */
const foreignImage = z.strictObject({
  repository: z
    .string()
    .regex(
      /^(?=[^/]*[.:])[a-z0-9]+([.-][a-z0-9]+)*(:\d+)?(\/[a-z0-9]+([._-][a-z0-9]+)*)+$/,
      "must be a registry and a repository such as ghcr.io/celestiaorg/celestia-node",
    ),
  digest,
});

export const releaseSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, "must be small letters, digits, dots and hyphens"),
  images: z.strictObject({
    geth: image,
    app: image,
    cometbft: image,
    haproxy: image,
    prometheus: image,
    exporter: image,
    celestia: foreignImage.optional(),
    acme: image.optional(),
    da: image.optional(),
  } satisfies Record<(typeof serviceNames)[number], z.ZodType>),
  localImages: z.strictObject({ host: digest, registry: digest }).optional(),
});

/** A named set of image digests, as the image build writes it. */
export type Release = z.infer<typeof releaseSchema>;
