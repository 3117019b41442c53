import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../..");

/** geth and cometbft: `CORDILLERA_BIN`, else where set-up puts them. */
export const binaries = (() => {
  const folder = process.env.CORDILLERA_BIN ?? join(root, ".cordillera/bin");
  return { folder, geth: join(folder, "geth"), cometbft: join(folder, "cometbft") };
})();

export const bundlePath = join(root, "node/dist/cordillera-node.js");
/** The images' own first processes. */
export const supervisors = {
  geth: join(root, "images/geth/geth-supervise"),
  cometbft: join(root, "images/cometbft/cometbft-supervise"),
};

/** Builds the bundle under test. @throws when a binary is missing */
export function prepareTools(): void {
  for (const path of [binaries.geth, binaries.cometbft]) {
    if (!existsSync(path)) throw new Error(`${path} is missing: run \`make setup\``);
  }
  execFileSync(process.execPath, [join(root, "node/build.mjs")], { stdio: "inherit" });
}
