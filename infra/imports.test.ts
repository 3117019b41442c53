import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const rootDir = join(__dirname, "..");
const skippedFolders = new Set(["node_modules", "dist", "out", "cache", "lib", "rootfs"]);

interface Source {
  /** Relative to the project, with forward slashes. */
  file: string;
  text: string;
  isTest: boolean;
  /** What it imports: project files relative to the project, packages by name. */
  imports: string[];
}

const importPattern = /(?:\bfrom|\bimport|\brequire\()\s*\(?\s*["']([^"']+)["']/g;

function readSources(folder: string): Source[] {
  return readdirSync(join(rootDir, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : readSources(file);
    if (!entry.name.endsWith(".ts")) return [];
    const text = readFileSync(join(rootDir, file), "utf8");
    const imports = [...text.matchAll(importPattern)].map(([, target]) => locate(file, target!));
    return [{ file, text, isTest: entry.name.endsWith(".test.ts"), imports }];
  });
}

function locate(file: string, target: string): string {
  if (!target.startsWith(".")) return target;
  return relative(rootDir, resolve(rootDir, dirname(file), target)).replaceAll("\\", "/");
}

const infra = readSources("infra");
const node = readSources("node");
const tools = readSources("tools");
const all = [...infra, ...node, ...tools, ...readSources("test")];

const layers = ["vocab", "config", "plan", "render|policy", "resources|hosts", "components", "index"];
const layerOf = (file: string) =>
  layers.findIndex((names) => new RegExp(`^infra/(${names})(/|\\.ts$|$)`).test(file));
const isPure = (file: string) =>
  /^infra\/(vocab|config|plan|render)\//.test(file) && file !== "infra/config/readStack.ts";

describe("imports", () => {
  test("are seen by this test at all", () => {
    expect(infra.length).toBeGreaterThan(20);
    expect(infra.find(({ file }) => file === "infra/plan/planNetwork.ts")!.imports).toContain(
      "infra/config/parseNetwork",
    );
  });

  test("go downwards: vocab, config, plan, render, resources and hosts, components, index", () => {
    const wrong = infra
      .filter(({ isTest }) => !isTest)
      .flatMap(({ file, imports }) =>
        imports
          .filter((target) => target.startsWith("infra/") && layerOf(target) > layerOf(file))
          .map((target) => `${file} -> ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  test("leave infra only for packages", () => {
    const wrong = infra
      .filter(({ isTest }) => !isTest)
      .flatMap(({ file, imports }) =>
        imports
          .filter((target) => /^(node|tools|test|contracts|images)\//.test(target))
          .map((target) => `${file} -> ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  test("never lead from infra into the node package, nor back", () => {
    const wrong = [
      ...infra.filter(({ imports }) => imports.some((target) => /^(node\/|@cordillera\/node)/.test(target))),
      ...node.filter(({ imports }) =>
        imports.some((target) => /^(infra|tools|test\/(stack|fleet|engine))\//.test(target)),
      ),
    ];
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });

  test("bring no effect into vocab, config, plan and render", () => {
    const effects = [
      /["']node:/,
      /["'](@pulumi\/.*|ssh2|dockerode|ethers)["']/,
      /\bprocess\./,
      /\bDate\b/,
      /\bMath\.random\b/,
      /\bfetch\(/,
      /\bset(Timeout|Interval)\(/,
      /\basync\b/,
    ];
    const wrong = infra
      .filter(({ file, isTest }) => isPure(file) && !isTest)
      .flatMap(({ file, text }) =>
        effects.filter((effect) => effect.test(text)).map((effect) => `${file}: ${effect}`),
      );
    expect(wrong).toEqual([]);
  });
});

describe("sources", () => {
  const wordsOf = (name: string) => name.split(/(?=[A-Z])|[^A-Za-z]+/).map((word) => word.toLowerCase());

  test("have names that say what they hold", () => {
    const banned = new Set(["util", "utils", "helper", "helpers", "common", "misc"]);
    const wrong = all.filter(({ file }) =>
      file
        .replace(/\.ts$/, "")
        .split("/")
        .some((part) => wordsOf(part).some((word) => banned.has(word))),
    );
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });

  test("call a host a host, a region a region and a wave a wave", () => {
    const banned = new Set(["vm", "vms", "zone", "zones", "batch", "batches", "server", "servers"]);
    // The last three are names of arguments of the clouds.
    const allowed = new Set([
      "serverType",
      "serverTypes",
      "serverId",
      "networkZone",
      "availabilityZone",
      "zone",
      "zoneId",
    ]);
    const declared = /\b(?:const|let|function|class|interface|type|enum)\s+(\w+)|[({,]\s*(\w+)\??:\s/g;
    // Resources speak protocols and other people's libraries, which have words of their own.
    const ours = infra.filter(({ file }) => !file.startsWith("infra/resources/"));
    const wrong = ours.flatMap(({ file, text }) =>
      [...text.matchAll(declared)]
        .map(([, name, key]) => (name ?? key)!)
        .filter((name) => !allowed.has(name) && wordsOf(name).some((word) => banned.has(word)))
        .map((name) => `${file}: ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  test("export by name", () => {
    const wrong = all.filter(({ text }) => /^export (default|\*)/m.test(text));
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });

  test("say in line 1 why they are longer than 300 lines", () => {
    const wrong = all.filter(({ text }) => text.split("\n").length > 300 && !text.startsWith("//"));
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });

  test("throw errors with a code", () => {
    // fault() is where a provider's errors get their code.
    const wrong = [...infra, ...tools].filter(
      ({ file, isTest, text }) =>
        !isTest && file !== "infra/resources/fault.ts" && /\bnew Error\(/.test(text),
    );
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });
});
