import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { artifactFile } from "../../infra/components/artifacts";
import { catalogue } from "../../infra/components/contractCatalogue";
import { namesOfAdmin } from "../../infra/components/planAdmin";

/** A folder with artifacts of all contracts, of code that does nothing: what hangs on it does not hang on a compiler. */
export function makeFakeArtifacts(): string {
  const root = mkdtempSync(join(tmpdir(), "cordillera-artifacts-"));
  const ofAdmin = namesOfAdmin({ safe: { owners: [], threshold: 0 }, timelock: { delaySeconds: 1 } });
  for (const name of [...ofAdmin, ...catalogue.map((entry) => entry.name), "AndeProxy"]) {
    const file = join(root, artifactFile(name));
    mkdirSync(dirname(file), { recursive: true });
    const code = { object: "0x6001" };
    writeFileSync(file, JSON.stringify({ bytecode: code, deployedBytecode: code }));
  }
  return root;
}
