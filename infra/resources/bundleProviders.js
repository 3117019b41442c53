// Plain JavaScript: infra/bundle.js runs it before anything can read TypeScript.
const { readdirSync } = require("node:fs");
const { basename, join } = require("node:path");
const { deflateRawSync } = require("node:zlib");
const { buildSync } = require("esbuild");

/** Source of each provider with everything it needs but npm packages, by the name of its file. */
exports.bundleProviders = function bundleProviders(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith("Provider.ts"));
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

/**
 * The same as texts that unpack themselves. Every resource carries its provider twice in a state that the engine
 * writes anew after each step: packed, a state is half as large.
 */
exports.packProviders = function packProviders(folder) {
  const texts = Object.entries(exports.bundleProviders(folder));
  return Object.fromEntries(texts.map(([name, text]) => [name, pack(name, text)]));
};

function pack(name, text) {
  const packed = deflateRawSync(`${text}\n//# sourceURL=${name}.js`, { level: 9 }).toString("base64");
  return [
    `const text = require("node:zlib").inflateRawSync(Buffer.from("${packed}", "base64")).toString();`,
    'new Function("module", "exports", "require", text)(module, module.exports, require);',
  ].join("\n");
}
