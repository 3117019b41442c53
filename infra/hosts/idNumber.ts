import type { CustomResource, Output } from "@pulumi/pulumi";

/** The number that Hetzner's inputs want of a resource: Pulumi's ids are text. */
export const idNumber = (resource: CustomResource): Output<number> =>
  // Number and nothing else: parseInt takes a second argument, which a map would give it.
  resource.id.apply((id) => Number(id));
