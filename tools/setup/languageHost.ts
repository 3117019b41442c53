import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { paths } from "./paths";

// The official archive brings binaries of these names; ours carry this mark and are written anew by every set-up.
const mark = "# made by tools/setup";

/**
 * Puts what a CLI built from Go modules lacks beside it: a Node language host and the dynamic provider's launcher.
 * What the official archive brought stays.
 */
export async function installLanguageHost(): Promise<void> {
  mkdirSync(paths.bin, { recursive: true });
  if (isForeign("pulumi-language-nodejs")) return;
  await build({
    entryPoints: [join(paths.root, "tools/pulumiLanguageNodejs/main.ts")],
    outfile: join(paths.bin, "pulumiLanguageNodejs.js"),
    bundle: true,
    platform: "node",
    target: "node22",
    format: "cjs",
    external: ["@pulumi/pulumi", "@grpc/grpc-js", "google-protobuf"],
    logLevel: "silent",
  });
  await build({
    entryPoints: [join(paths.root, "infra/resources/watchEngineAlways.ts")],
    outfile: join(paths.bin, "watchEngine.js"),
    bundle: true,
    platform: "node",
    target: "node22",
    format: "cjs",
    logLevel: "silent",
  });
  // Relative to themselves: a checkout may be moved.
  writeLauncher("pulumi-language-nodejs", '"$here/pulumiLanguageNodejs.js" "$@"');
  const module = "@pulumi/pulumi/cmd/dynamic-provider";
  const find = `require.resolve("${module}", { paths: [process.cwd(), process.argv[1]] })`;
  const start = `process.argv.splice(1, 1, ${find}); require("node:module").runMain();`;
  writeLauncher(
    "pulumi-resource-pulumi-nodejs",
    `--require "$here/../../infra/lazySdk.js" --require "$here/watchEngine.js" -e '${start}' -- "$here" "$@"`,
  );
}

const isForeign = (name: string) => {
  const file = join(paths.bin, name);
  return existsSync(file) && !readFileSync(file).subarray(0, 200).includes(mark);
};

function writeLauncher(name: string, args: string): void {
  const file = join(paths.bin, name);
  const node = 'node="$here/../../node_modules/.bin/node"\n[ -x "$node" ] || node=node';
  writeFileSync(
    `${file}.new`,
    `#!/bin/sh\n${mark}\nhere=$(cd "$(dirname "$0")" && pwd)\n${node}\nexec "$node" ${args}\n`,
  );
  chmodSync(`${file}.new`, 0o755);
  renameSync(`${file}.new`, file);
}
