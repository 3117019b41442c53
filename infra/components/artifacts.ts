import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
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

/**
 * A contract as forge wrote it.
 * @throws ARTIFACT_MISSING
 */
export function readArtifact(rootDir: string, contract: string): Artifact {
  const file = `contracts/out/${contract}.sol/${contract}.json`;
  if (!existsSync(join(rootDir, file))) throw new ArtifactMissingError({ contract, file });
  const { bytecode, deployedBytecode } = JSON.parse(readFileSync(join(rootDir, file), "utf8")) as {
    bytecode: { object: string };
    deployedBytecode: { object: string };
  };
  return { file, bytecode: bytecode.object, deployedBytecode: deployedBytecode.object };
}
