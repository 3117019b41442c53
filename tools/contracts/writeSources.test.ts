import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeSources } from "./writeSources";

describe("writeSources", () => {
  const rootDir = mkdtempSync(join(tmpdir(), "sources-"));
  afterAll(() => rmSync(rootDir, { recursive: true }));

  test("leaves out what others have published", () => {
    mkdirSync(join(rootDir, "stacks/deployments"), { recursive: true });
    const contracts = Object.fromEntries(
      ["SafeL2", "SafeProxyFactory", "Safe"].map((name) => [name, { implementation: "0x01" }]),
    );
    writeFileSync(join(rootDir, "stacks/deployments/sample.json"), JSON.stringify({ contracts }));
    expect(writeSources("sample", rootDir)).toBe("stacks/deployments/sample.sources");
    expect(readdirSync(join(rootDir, "stacks/deployments/sample.sources"))).toEqual([]);
  });
});
