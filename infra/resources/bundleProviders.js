// Plain JavaScript: infra/bundle.js runs it before anything can read TypeScript.
const { readdirSync } = require("node:fs");
const { basename, join } = require("node:path");
const { buildSync } = require("esbuild");

/** Source of each provider with everything it needs but npm packages, by the name of its file. */
exports.bundleProviders = function bundleProviders(folder) {
  const files = readdirSync(folder).filter((name) => name.endsWith("Provider.ts"));
  const { outputFiles } = buildSync({
    absWorkingDir: folder,
    entryPoints: files.map((name) => join(folder, name)),
    inject: [join(folder, "watchEngineAlways.ts")],
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
  return Object.fromEntries(outputFiles.map(({ path, text }) => [basename(path, ".js"), text]));
};
