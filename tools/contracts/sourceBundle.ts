import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { paths } from "../setup/paths";

interface Metadata {
  sources: Record<string, unknown>;
  settings: Record<string, unknown> & {
    compilationTarget: Record<string, string>;
    libraries?: Record<string, string>;
  };
  compiler: { version: string };
}

export interface SourceBundle {
  /** What explorers ask for beside the file. */
  contract: string;
  compiler: string;
  /** Standard JSON input: compiles to what stands on the chain. */
  input: { language: "Solidity"; sources: Record<string, { content: string }>; settings: object };
}

/** Everything that an explorer needs to compile a contract again, as forge compiled it. */
export function makeSourceBundle(contract: string): SourceBundle {
  const artifact = join(paths.root, `contracts/out/${contract}.sol/${contract}.json`);
  const { metadata } = JSON.parse(readFileSync(artifact, "utf8")) as { metadata: Metadata };
  const { compilationTarget, ...settings } = metadata.settings;
  const [[file, name]] = Object.entries(compilationTarget) as [[string, string]];
  return {
    contract: `${file}:${name}`,
    compiler: metadata.compiler.version,
    input: {
      language: "Solidity",
      sources: Object.fromEntries(
        Object.keys(metadata.sources).map((path) => [path, { content: read(path) }]),
      ),
      settings: {
        ...settings,
        libraries: {},
        outputSelection: { "*": { "*": ["evm.bytecode.object", "evm.deployedBytecode.object", "abi"] } },
      },
    },
  };
}

// Sources are named as they are imported, or as they lie in the project.
function read(path: string): string {
  const direct = join(paths.root, path);
  return readFileSync(existsSync(direct) ? direct : join(paths.root, "node_modules", path), "utf8");
}
