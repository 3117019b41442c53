import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { basename, join } from "node:path";
import { bundleProviders } from "./bundleProviders";
import { type ResourceKind, resourceKinds } from "./dynamicResource";
import { providerText } from "./providerText";

const sources = bundleProviders(__dirname);
const sourceOf = (kind: ResourceKind) => sources[`${kind[0]!.toLowerCase()}${kind.slice(1)}Provider`]!;

const allowed = ["dockerode", "ssh2", "ethers"];

describe("providerText", () => {
  test.each(resourceKinds)("%s requires npm packages of the list and Node's own modules only", (kind) => {
    const required = [...sourceOf(kind).matchAll(/require\("([^"]+)"\)/g)].map((match) => match[1]!);
    const others = required.filter(
      (name) => !allowed.includes(name) && !builtinModules.includes(name.replace("node:", "")),
    );
    expect(others).toEqual([]);
  });

  test.each(resourceKinds)("%s evaluates by itself to a provider with check and diff", (kind) => {
    const module = { exports: {} as { handler?: () => Record<string, unknown> } };
    new Function("module", "exports", "require", providerText(kind))(module, module.exports, require);
    const provider = module.exports.handler!();
    expect(
      ["check", "diff", "create", "delete"].filter((method) => typeof provider[method] !== "function"),
    ).toEqual([]);
  });

  test.each(resourceKinds)("%s travels in six tenths of its room at most, but for the smallest", (kind) => {
    const [packed, plain] = [providerText(kind).length, sourceOf(kind).length];
    expect(packed).toBeLessThan(Math.max(plain * 0.6, 4_000));
  });

  test.each(resourceKinds)("%s watches for the end of its engine", (kind) => {
    expect(sourceOf(kind)).toMatch(/cordilleraEngineWatch[\s\S]*watchEngine\(\)/);
  });

  test("holds neither this machine's paths nor anything of its environment", () => {
    for (const kind of resourceKinds) {
      expect(sourceOf(kind)).not.toContain(process.cwd());
      expect(sourceOf(kind)).not.toContain(process.env.HOME ?? "/root/");
    }
  });

  test("every provider file is one of the kinds", () => {
    const files = readdirSync(__dirname, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith("Provider.ts"),
    );
    const kinds = files
      .map((path) => basename(path))
      .map((name) => name[0]!.toUpperCase() + name.slice(1, -"Provider.ts".length));
    expect(kinds.sort()).toEqual([...resourceKinds].sort());
  });

  test("provider files load nothing of Pulumi when they run", () => {
    for (const name of readdirSync(__dirname, { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith("Provider.ts"),
    )) {
      const text = readFileSync(join(__dirname, name), "utf8");
      expect(text).not.toMatch(/^import (?!type).*@pulumi/m);
    }
  });
});
