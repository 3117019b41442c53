import { join, resolve } from "node:path";

export const root = resolve(__dirname, "../..");

const cache = join(root, ".cordillera");

/** Where set-up keeps what it makes; everything but the release file lies in one ignored folder. */
export const paths = {
  root,
  cache,
  bin: join(cache, "bin"),
  base: join(cache, "base"),
  build: join(cache, "build"),
  stamps: join(cache, "stamps"),
  registry: join(cache, "registry"),
  backend: join(cache, "pulumi"),
  pulumiHome: join(cache, "pulumi-home"),
  nodeCache: join(cache, "node-cache"),
  passphrase: join(cache, "passphrase"),
  dockerLog: join(cache, "dockerd.log"),
  images: join(root, "images"),
  releases: join(root, "stacks/releases"),
  npmBin: join(root, "node_modules/.bin"),
} as const;
