import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planNetwork } from "../../infra/plan/planNetwork";
import { exampleCloud, parseExample } from "../../test/unit/exampleNetwork";
import { FileSwap } from "./fileSwap";
import { parseHistory } from "./history";
import { assertLocalImages, type RollBackEffects, type RollBackOrder, rollBack } from "./rollBack";

const plan = planNetwork(parseExample(exampleCloud()));
const [update] = parseHistory(
  JSON.stringify([
    {
      ...{ kind: "update", startTime: "2026-11-20T09:00:00.000Z", result: "succeeded", message: "First" },
      environment: { "git.head": "a".repeat(40), "git.dirty": "false" },
      config: { "cordillera:x": { value: "old", secret: false } },
    },
  ]),
);

describe("rollBack", () => {
  let root: string;
  let printed: string[];
  let calls: string[];
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "rollback-"));
    mkdirSync(join(root, "stacks"));
    writeFileSync(join(root, "stacks/a.yaml"), "edited, not committed");
    writeFileSync(join(root, "Pulumi.a.yaml"), "config:\n  cordillera:x: new\n");
    printed = [];
    calls = [];
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const read = (file: string) => readFileSync(join(root, file), "utf8");
  const order = (changes: Partial<RollBackOrder> = {}): RollBackOrder => ({
    stack: "a",
    update: update!,
    restoration: { plan, files: { "stacks/a.yaml": "old", "stacks/releases/r.yaml": "release" } },
    oneWay: { blocking: [], notes: ["geth: another image"] },
    programChanges: [],
    settings: {
      ...{ file: "Pulumi.a.yaml", text: read("Pulumi.a.yaml") },
      present: { "cordillera:x": { value: "new", secret: false } },
    },
    swap: new FileSwap(root, join(root, "copies")),
    isIgnored: (file) => file === "Pulumi.a.yaml",
    ...changes,
  });
  const effects = (changes: Partial<RollBackEffects> = {}): RollBackEffects => ({
    print: (line) => printed.push(line),
    preview: async () => {
      calls.push(`preview of ${read("stacks/a.yaml")}, ${read("stacks/releases/r.yaml")}`);
      return 0;
    },
    confirm: async () => true,
    up: async (message) => calls.push(`up: ${message}`),
    ...changes,
  });
  const refusal = async (given: RollBackOrder, made: RollBackEffects) =>
    await rollBack(given, made).then(
      () => "",
      (error: Error) => error.message,
    );
  const expectUntouched = () => {
    expect(read("stacks/a.yaml")).toBe("edited, not committed");
    expect(read("Pulumi.a.yaml")).toBe("config:\n  cordillera:x: new\n");
    expect(() => read("stacks/releases/r.yaml")).toThrow();
  };

  test("restores files and settings, previews them, and runs up with a message that names the commit", async () => {
    await rollBack(order(), effects());
    expect(calls).toEqual(["preview of old, release", "up: rollback to aaaaaaaaaa (update 1)"]);
    expect(read("Pulumi.a.yaml")).toBe("config:\n  cordillera:x: old\n");
    expect(printed).toEqual([
      "Going back to update 1 of 2026-11-20 09:00:00, commit aaaaaaaaaa: First",
      "  stays: geth: another image",
      "  restored: Pulumi.a.yaml",
      "  restored: stacks/a.yaml",
      "  restored: stacks/releases/r.yaml",
      '  setting cordillera:x: "new" -> "old"',
      "The stack is back. Commit what describes it now: git add stacks/a.yaml stacks/releases/r.yaml",
    ]);
  });

  test("keeps a copy of what it replaces", async () => {
    await rollBack(order(), effects());
    expect(read("copies/stacks/a.yaml")).toBe("edited, not committed");
  });

  test("puts everything back where the preview fails", async () => {
    expect(await refusal(order(), effects({ preview: async () => 255 }))).toContain("The preview failed");
    expect(calls).toEqual([]);
    expectUntouched();
  });

  test("puts everything back where nobody says yes", async () => {
    expect(await refusal(order(), effects({ confirm: async () => false }))).toContain(
      "fix: make rollback STACK=a TO=1 YES=1, or answer yes on a terminal",
    );
    expect(calls.some((call) => call.startsWith("up"))).toBe(false);
    expectUntouched();
  });

  test("leaves the restored files where up fails: they are what the next one goes on with", async () => {
    const up = async () => {
      throw new TypeError("broken");
    };
    expect(await refusal(order(), effects({ up }))).toBe("broken");
    expect(read("stacks/a.yaml")).toBe("old");
  });

  test("does not start where the genesis would be another", async () => {
    const oneWay = { blocking: ["genesis, gas limit: 1 -> 2"], notes: [] };
    expect(await refusal(order({ oneWay }), effects())).toContain("genesis, gas limit: 1 -> 2");
    expect(calls).toEqual([]);
    expectUntouched();
  });

  test("says that the program stays", async () => {
    await rollBack(
      order({ programChanges: ["infra/a.ts", "infra/b.ts", "infra/c.ts", "infra/d.ts"] }),
      effects(),
    );
    expect(printed[1]).toBe(
      "  stays: program: 4 of its files are others than then (infra/a.ts, infra/b.ts, infra/c.ts, …); a rollback changes what is described, not the program that reads it",
    );
  });
});

describe("assertLocalImages", () => {
  test("refuses where hosts could not be made any more", () => {
    expect(() => assertLocalImages(update!, [])).not.toThrow();
    expect(() => assertLocalImages(update!, ["host"])).toThrow(
      "its host image is no longer in the Docker Engine",
    );
  });
});
