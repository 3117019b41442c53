import { Image } from "@pulumi/docker";
import type { Output } from "@pulumi/pulumi";
import type { RegistryAccess } from "../infra/components/readRegistryLogin";
import { type BuiltServiceName, builtServiceNames } from "../infra/vocab/words";

export interface Pushing {
  /** `registry.example.org/ande` */
  registry: string;
  /** Name of the release, which is the tag. */
  release: string;
  /** Folder that an image is built from, relative to the project. */
  contextOf: (name: BuiltServiceName) => string;
  /** Undefined where the Docker Engine's own login is used. */
  login: RegistryAccess | undefined;
}

/** The machine types that we offer (infra/config/regions.ts) are x86-64. */
const platform = "linux/amd64";

/** One image per service; by which digest it is pulled is known after its push. */
export function pushImages({ registry, release, contextOf, login }: Pushing): Record<string, Output<string>> {
  const [address = registry] = registry.split("/");
  const pushed = builtServiceNames.map((name) => {
    const image = new Image(name, {
      imageName: `${registry}/cordillera/${name}:${release}`,
      build: { context: contextOf(name), platform },
      ...(login ? { registry: { server: address, ...login } } : {}),
    });
    return [name, image.repoDigest] as const;
  });
  return Object.fromEntries(pushed);
}
