import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const { version } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));

// classic-level loads a native addon from its own folder, so it stays a package beside the bundle.
await build({
  entryPoints: [join(here, "src/cli/main.ts")],
  outfile: join(here, "dist/cordillera-node.js"),
  bundle: true,
  platform: "node",
  target: "node22",
  format: "cjs",
  external: ["classic-level"],
  banner: { js: "#!/usr/bin/env node" },
  define: { CORDILLERA_VERSION: JSON.stringify(version) },
  sourcemap: true,
  logLevel: "warning",
});
