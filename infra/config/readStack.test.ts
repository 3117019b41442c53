import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStack } from "./readStack";

describe("readStack", () => {
  let rootDir: string;

  beforeEach(() => {
    rootDir = mkdtempSync(join(tmpdir(), "read-stack-"));
    mkdirSync(join(rootDir, "stacks/releases"), { recursive: true });
    writeFileSync(join(rootDir, "stacks/local.yaml"), "description");
    writeFileSync(join(rootDir, "stacks/prices.yaml"), "prices");
    writeFileSync(join(rootDir, "stacks/releases/b.yaml"), "release b");
    writeFileSync(join(rootDir, "stacks/releases/a.yaml"), "release a");
  });

  afterEach(() => rmSync(rootDir, { recursive: true }));

  test("reads the description and all releases as text", () => {
    expect(readStack("local", { rootDir })).toEqual({
      stack: "local",
      description: { file: "stacks/local.yaml", text: "description" },
      releases: {
        a: { file: "stacks/releases/a.yaml", text: "release a" },
        b: { file: "stacks/releases/b.yaml", text: "release b" },
      },
      neighbours: [],
      prices: { file: "stacks/prices.yaml", text: "prices" },
    });
  });

  test("knows the names of the project's other cloud networks", () => {
    writeFileSync(
      join(rootDir, "stacks/main.yaml"),
      "# x\nnetwork: chain-a\nhosts:\n  - { provider: aws }\n",
    );
    writeFileSync(join(rootDir, "stacks/other.yaml"), "network: chain-b\nhosts:\n  - { provider: docker }\n");
    expect(readStack("local", { rootDir }).neighbours).toEqual([
      { file: "stacks/main.yaml", network: "chain-a" },
    ]);
    expect(readStack("main", { rootDir }).neighbours).toEqual([]);
  });

  test("reads another file where one is named", () => {
    writeFileSync(join(rootDir, "other.yaml"), "other");
    expect(readStack("local", { rootDir, descriptionFile: "other.yaml" }).description.text).toBe("other");
  });

  test("knows no release before one is built", () => {
    rmSync(join(rootDir, "stacks/releases"), { recursive: true });
    expect(readStack("local", { rootDir }).releases).toEqual({});
  });

  test("refuses a stack that has no description", () => {
    expect(() => readStack("locla", { rootDir })).toThrow(
      "There is no network description stacks/locla.yaml.\n" +
        "  - known: local\n" +
        "  fix: Name one of these stacks, or write that file.",
    );
  });
});
