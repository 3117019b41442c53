import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type CompiledCode, codeOf } from "../resources/contracts/contractAddress";
import { DeployError } from "../vocab/errors";

/** Contracts are compiled before a program can say where they will stand. */
export class ArtifactMissingError extends DeployError<"ARTIFACT_MISSING"> {
  constructor(at: { contract: string; file: string }) {
    super("ARTIFACT_MISSING", `Contract "${at.contract}" is not compiled.`, {
      details: [`file: ${at.file}`],
      fix: "npm run build:contracts",
    });
  }
}

export interface Artifact {
  /** Relative to the project. */
  file: string;
  /** Creation code. */
  bytecode: string;
  /** Code as it stands on a chain, immutables left out. */
  deployedBytecode: string;
}

const safeBuild = "node_modules/@safe-global/safe-smart-account/build/artifacts/contracts";

/** What others compiled, audited and published is deployed as it stands in their package. */
const published: Readonly<Record<string, string>> = {
  SafeL2: `${safeBuild}/SafeL2.sol/SafeL2.json`,
  SafeProxyFactory: `${safeBuild}/proxies/SafeProxyFactory.sol/SafeProxyFactory.json`,
  Safe: `${safeBuild}/proxies/SafeProxy.sol/SafeProxy.json`,
};

/** Whether a contract's makers published its code, and not we. */
export const isPublished = (contract: string): boolean => contract in published;

/** Relative to the project. */
export const artifactFile = (contract: string): string =>
  published[contract] ?? `contracts/out/${contract}.sol/${contract}.json`;

/**
 * A contract as forge wrote it, or as its makers published it.
 * @throws ARTIFACT_MISSING
 */
export function readArtifact(rootDir: string, contract: string): Artifact {
  const file = artifactFile(contract);
  if (!existsSync(join(rootDir, file))) throw new ArtifactMissingError({ contract, file });
  const { bytecode, deployedBytecode } = JSON.parse(readFileSync(join(rootDir, file), "utf8")) as {
    bytecode: CompiledCode;
    deployedBytecode: CompiledCode;
  };
  return { file, bytecode: codeOf(bytecode), deployedBytecode: codeOf(deployedBytecode) };
}
