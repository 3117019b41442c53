import { readFileSync } from "node:fs";
import { join } from "node:path";
import { builtOnce } from "./builtOnce";
import { paths } from "./paths";
import { run } from "./run";
import type { Step } from "./step";

const inRoot = (...names: string[]) => names.map((name) => join(paths.root, name));

/** The contracts' artifacts, which the program deploys. */
export const contractsStep: Step = {
  what: "contracts",
  async ensure(progress) {
    const { scripts } = JSON.parse(readFileSync(join(paths.root, "package.json"), "utf8"));
    if (!scripts["build:contracts"]) return "none";
    const ran = await builtOnce("contracts", {
      inputs: inRoot("contracts/src", "contracts/foundry.toml", "contracts/solc.mjs", "package.json"),
      output: join(paths.root, "contracts/out"),
      build: () => run("npm", ["run", "--silent", "build:contracts"], { onLine: progress }),
    });
    return ran ? "compiled" : "unchanged";
  },
};

/** The DA devnet as one file, which its image carries. */
export const daDevnetStep: Step = {
  what: "DA devnet",
  async ensure(progress) {
    const ran = await builtOnce("da-devnet", {
      inputs: inRoot("apps/da-devnet/src", "apps/da-devnet/build.mjs", "package-lock.json"),
      output: join(paths.root, "apps/da-devnet/dist/da-devnet.js"),
      build: () => run("npm", ["run", "--silent", "build", "-w", "apps/da-devnet"], { onLine: progress }),
    });
    return ran ? "bundled" : "unchanged";
  },
};

/** The node package as one file, which the app image carries. */
export const nodePackageStep: Step = {
  what: "node package",
  async ensure(progress) {
    const ran = await builtOnce("node", {
      inputs: inRoot("node/src", "node/build.mjs", "node/package.json", "package-lock.json"),
      output: join(paths.root, "node/dist/cordillera-node.js"),
      build: () => run("npm", ["run", "--silent", "build", "-w", "node"], { onLine: progress }),
    });
    return ran ? "bundled" : "unchanged";
  },
};
