import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalogue } from "../../infra/components/contractCatalogue";

/** A folder with artifacts of all contracts, of code that does nothing: what hangs on it does not hang on a compiler. */
export function makeFakeArtifacts(): string {
  const root = mkdtempSync(join(tmpdir(), "cordillera-artifacts-"));
  for (const name of [...catalogue.map((entry) => entry.name), "AndeProxy"]) {
    const folder = join(root, `contracts/out/${name}.sol`);
    mkdirSync(folder, { recursive: true });
    const code = { object: "0x6001" };
    writeFileSync(join(folder, `${name}.json`), JSON.stringify({ bytecode: code, deployedBytecode: code }));
  }
  return root;
}
