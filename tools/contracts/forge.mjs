// The npm package's own launcher forgets the exit code of what it launches: a compiler's error would pass for success.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";

const arch = process.arch === "x64" ? "amd64" : process.arch;
const forge = createRequire(import.meta.url).resolve(
  `@foundry-rs/forge-${process.platform}-${arch}/bin/forge`,
);
const { status, error } = spawnSync(forge, process.argv.slice(2), { stdio: "inherit" });
if (error) console.error(error.message);
process.exitCode = status ?? 1;
