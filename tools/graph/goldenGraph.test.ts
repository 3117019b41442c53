import { join } from "node:path";
import { graphStacks, recordStack, unknownPaths } from "./goldenGraph";
import { type RecordedResource, unknownShown } from "./recordResources";

const rootDir = join(__dirname, "../..");

const named = (resources: RecordedResource[]) => new Map(resources.map((each) => [each.name, each]));

/** Inputs of a preview with what it cannot know filled in from an `up`. */
function fillIn(preview: unknown, up: unknown): unknown {
  if (preview === unknownShown) return up;
  if (typeof preview !== "object" || preview === null) return preview;
  const filled = Object.entries(preview).map(([key, each]) => [
    key,
    fillIn(each, (up as Record<string, unknown> | undefined)?.[key]),
  ]);
  return Array.isArray(preview) ? filled.map(([, each]) => each) : Object.fromEntries(filled);
}

describe.each(graphStacks)("the resource graph of %s", (stack) => {
  let up: RecordedResource[];
  let preview: RecordedResource[];

  beforeAll(async () => {
    up = await recordStack(stack, { rootDir, isPreview: false });
    preview = await recordStack(stack, { rootDir, isPreview: true });
  }, 120_000);

  test("is the same in a preview, but for what is not known yet", () => {
    expect(preview.map(({ name, type }) => `${name} ${type}`)).toEqual(
      up.map(({ name, type }) => `${name} ${type}`),
    );
    const ups = named(up);
    for (const { inputs, ...others } of preview) {
      const { inputs: upInputs, ...upOthers } = ups.get(others.name)!;
      expect(others).toEqual(upOthers);
      expect(fillIn(inputs, upInputs)).toEqual(upInputs);
    }
  });

  test("knows in a first preview what an operator asks: machine types, places, sizes and open ports", () => {
    const asked = [
      "serverType",
      "instanceType",
      "location",
      "size",
      "image",
      "rules",
      "ingress",
      "labels",
      "tags",
    ];
    for (const { inputs } of preview) {
      for (const key of asked) expect(unknownPaths(inputs[key])).toEqual([]);
    }
  });

  test("has names once, so that a target means one resource", () => {
    const names = up.map(({ name }) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });
});
