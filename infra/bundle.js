const { createHash } = require("node:crypto");
const { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const entries = { program: "infra/index.ts", policy: "infra/policy/index.ts" };

/** Everything a bundle is made of, npm packages by way of their lock. */
function listSources(root) {
  const own = readdirSync(join(root, "infra"), { recursive: true })
    .filter((name) => /\.(ts|js|json)$/.test(name) && !name.endsWith(".test.ts"))
    .map((name) => `infra/${name}`);
  return [...own.sort(), "package.json", "package-lock.json", "tsconfig.json"];
}

function hashSources(root) {
  const hash = createHash("sha256");
  for (const name of listSources(root)) hash.update(`\0${name}\0`).update(readFileSync(join(root, name)));
  return hash.digest("hex").slice(0, 16);
}

function defineProviders(root) {
  const { packProviders } = require("./resources/bundleProviders");
  return { packedProviders: JSON.stringify(packProviders(join(root, "infra/resources"))) };
}

function makeBundle(root, what) {
  const { buildSync } = require("esbuild");
  const { outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints: [entries[what]],
    write: false,
    bundle: true,
    // The SDK must be the very one that runs us; other packages load faster as parts of one file.
    external: ["@pulumi/*", "esbuild"],
    platform: "node",
    target: "node22",
    format: "cjs",
    define: what === "program" ? defineProviders(root) : {},
  });
  return outputFiles[0].text;
}

/** File with the whole program, or policy pack: the kept one while its sources are the same, else a new one. */
function bundleProgram(root, what = "program") {
  const folder = join(root, ".cordillera", what);
  const file = join(folder, `${hashSources(root)}.js`);
  if (existsSync(file)) return file;
  const text = makeBundle(root, what);
  mkdirSync(folder, { recursive: true });
  const former = readdirSync(folder).filter((name) => name.endsWith(".js"));
  // Another run may begin at this moment: it finds the whole file or none.
  writeFileSync(`${file}.${process.pid}`, text);
  renameSync(`${file}.${process.pid}`, file);
  for (const name of former) rmSync(join(folder, name), { force: true });
  return file;
}

module.exports = { bundleProgram };
