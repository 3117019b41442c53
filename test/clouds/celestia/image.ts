import { join } from "node:path";
import { buildSync } from "esbuild";
import { buildImage } from "../../../tools/images/buildImage";
import { paths } from "../../../tools/setup/paths";

/** Builds the stand-in image when its sources changed; its reference in the Docker Engine of this machine. */
export async function buildCelestiaStandIn(): Promise<string> {
  const bundle = join(paths.build, "celestia-stand-in.js");
  buildSync({
    entryPoints: [join(__dirname, "main.ts")],
    outfile: bundle,
    bundle: true,
    platform: "node",
    target: "node22",
  });
  const files = [
    { from: process.execPath, to: "node" },
    { from: bundle, to: "celestia.js" },
  ];
  const source = { name: "celestia", tag: "test", folder: __dirname, files };
  await buildImage(source, () => undefined);
  return `cordillera/${source.name}:${source.tag}`;
}
