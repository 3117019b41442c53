import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type BuiltServiceName, builtServiceNames } from "../../infra/vocab/words";
import { paths } from "../setup/paths";

/** Images that only the local Docker Engine holds. */
export const localImageNames = ["host", "registry"] as const;
export type LocalImageName = (typeof localImageNames)[number];
export type ImageName = BuiltServiceName | LocalImageName;

export const imageNames: readonly ImageName[] = [...localImageNames, ...builtServiceNames];

/** A file or folder of this checkout and its place in the image's build context. */
export interface ContextFile {
  from: string;
  to: string;
}

/** What an image carries beyond its folder under images/. */
export function contextFilesOf(image: ImageName): ContextFile[] {
  switch (image) {
    case "geth":
    case "cometbft":
      return [{ from: join(paths.bin, image), to: image }];
    case "app":
      return [
        { from: nodeBinary(), to: "node" },
        { from: join(paths.root, "node/dist/cordillera-node.js"), to: "bundle/cordillera-node.js" },
        { from: join(paths.root, "node/dist/cordillera-node.js.map"), to: "bundle/cordillera-node.js.map" },
        ...storePackages(),
      ];
    case "da":
      return [
        { from: nodeBinary(), to: "node" },
        { from: join(paths.root, "apps/da-devnet/dist/da-devnet.js"), to: "bundle/da-devnet.js" },
      ];
    default:
      return [];
  }
}

// The very binary that runs this: Linux, and the version that is pinned.
const nodeBinary = () => process.execPath;

/** classic-level and what it requires at run time; it loads a native addon from its own folder, so it is not bundled. */
function storePackages(): ContextFile[] {
  const folders = new Map<string, string>();
  const visit = (name: string, from: string) => {
    if (folders.has(name)) return;
    const file = require.resolve(`${name}/package.json`, { paths: [from] });
    folders.set(name, dirname(file));
    const { dependencies = {} } = JSON.parse(readFileSync(file, "utf8")) as {
      dependencies?: Record<string, string>;
    };
    for (const dependency of Object.keys(dependencies)) visit(dependency, dirname(file));
  };
  visit("classic-level", join(paths.root, "node"));
  return [...folders].flatMap(([name, folder]) => {
    const to = `node_modules/${name}`;
    if (name !== "classic-level") return [{ from: folder, to }];
    const prebuilt = `prebuilds/linux-${process.arch}`;
    return ["package.json", "binding.js", "chained-batch.js", "index.js", "iterator.js", prebuilt].map(
      (part) => ({
        from: join(folder, part),
        to: `${to}/${part}`,
      }),
    );
  });
}
