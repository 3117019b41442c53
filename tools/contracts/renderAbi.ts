import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Interface, type InterfaceAbi } from "ethers";
import { artifactFile } from "../../infra/components/artifacts";
import { paths } from "../setup/paths";

/** Human-readable ABI of a compiled contract, as ethers and viem's parseAbi read it. */
export function readAbi(contract: string): string[] {
  const file = join(paths.root, artifactFile(contract));
  const { abi } = JSON.parse(readFileSync(file, "utf8")) as { abi: InterfaceAbi };
  return new Interface(abi).format();
}

export interface AbiModule {
  /** Relative to the project. */
  file: string;
  /** Whose contracts they are. */
  of: "network" | "admin";
  contracts: readonly string[];
}

const constants = { network: "contractAbis", admin: "adminAbis" };

/** A module with the ABIs as constants, formatted as the project's sources are. */
export function renderAbiModule({ file, of, contracts }: AbiModule): string {
  const entries = contracts.map((name) => {
    const lines = readAbi(name).map((line) => JSON.stringify(line));
    return `${name}: [${lines.join(", ")}]`;
  });
  const text = [
    "// Written by make abi from what forge compiled: never edited by hand.",
    `/** ABIs of the ${of}'s contracts, human-readable. */`,
    `export const ${constants[of]} = { ${entries.join(", ")} } as const;`,
  ].join("\n");
  const biome = join(paths.root, "node_modules/.bin/biome");
  return execFileSync(biome, ["format", `--stdin-file-path=${file}`], {
    cwd: paths.root,
    input: text,
    encoding: "utf8",
  });
}
