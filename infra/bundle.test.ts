import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { bundleProgram } from "./bundle";

// Providers are packed in the bundle.
const unpack = (bundle: string) =>
  bundle +
  [...bundle.matchAll(/Buffer\.from\(\\?"([A-Za-z0-9+/=]{200,})/g)].map(([, packed]) =>
    inflateRawSync(Buffer.from(packed!, "base64")),
  );

describe("bundleProgram", () => {
  let root = "";
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "bundle-"));
    const project = join(__dirname, "..");
    for (const name of ["infra", "package.json", "package-lock.json", "tsconfig.json"])
      cpSync(join(project, name), join(root, name), { recursive: true });
    symlinkSync(join(project, "node_modules"), join(root, "node_modules"));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const change = (name: string, text: string) => {
    const file = join(root, name);
    writeFileSync(file, readFileSync(file, "utf8") + text);
  };

  test("keeps what it made while every source is the same", () => {
    const file = bundleProgram(root);
    writeFileSync(file, "kept");
    expect(bundleProgram(root)).toBe(file);
    expect(readFileSync(file, "utf8")).toBe("kept");
  });

  test.each([
    ["the program's", "infra/plan/waves.ts", "\nObject.assign(globalThis, { mark: 'program-4a1c' });\n"],
    [
      "a provider's",
      "infra/resources/releases/rollOut.ts",
      "\nObject.assign(globalThis, { mark: 'provider-4a1c' });\n",
    ],
  ])("a changed source of %s is in the next bundle", (_, name, text) => {
    const before = bundleProgram(root);
    change(name, text);
    const after = bundleProgram(root);
    expect(after).not.toBe(before);
    expect(unpack(readFileSync(after, "utf8"))).toContain("-4a1c");
  });

  test("another set of npm packages is another bundle, a changed test is not", () => {
    const before = bundleProgram(root);
    change("infra/plan/waves.test.ts", "\n");
    expect(bundleProgram(root)).toBe(before);
    change("package-lock.json", "\n");
    expect(bundleProgram(root)).not.toBe(before);
  });
});
