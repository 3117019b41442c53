import { join } from "node:path";
import { buildSync } from "esbuild";
import { type ResourceKind, resourceKinds } from "./dynamicResource";

const texts = new Map<ResourceKind, string>();

const fileOf = (kind: ResourceKind): string => `${kind[0]!.toLowerCase()}${kind.slice(1)}Provider`;

function bundleAll(): void {
  const { outputFiles } = buildSync({
    absWorkingDir: __dirname,
    entryPoints: resourceKinds.map((kind) => join(__dirname, `${fileOf(kind)}.ts`)),
    inject: [join(__dirname, "watchEngineAlways.ts")],
    outdir: "/",
    write: false,
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node22",
    format: "cjs",
    minifyWhitespace: true,
    minifySyntax: true,
    // The provider process calls `handler` once and keeps what it returns.
    footer: { js: "module.exports.handler = () => module.exports.provider;" },
  });
  for (const kind of resourceKinds) {
    texts.set(kind, outputFiles.find(({ path }) => path.endsWith(`/${fileOf(kind)}.js`))!.text);
  }
}

/** Source of a provider with everything it needs but npm packages: what state keeps and a provider process runs. */
export function providerText(kind: ResourceKind): string {
  if (texts.size === 0) bundleAll();
  return texts.get(kind)!;
}
