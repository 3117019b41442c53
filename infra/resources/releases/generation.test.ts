import fc from "fast-check";
import { generationFiles, generationId, isPlainPath, planPrune, renderEnv } from "./generation";

const content = {
  images: { app: "r/app@sha256:1", geth: "r/geth@sha256:2" },
  files: { "compose.yaml": "x", "files/app/config.json": "{}", "files/geth/genesis.json": "{}" },
};

describe("generationId", () => {
  test("is 16 hex digits and does not depend on the order of keys", () => {
    const turned = { images: { geth: content.images.geth, app: content.images.app }, files: content.files };
    expect(generationId(content)).toMatch(/^[0-9a-f]{16}$/);
    expect(generationId(turned)).toBe(generationId(content));
  });

  test("changes with any file and any image", () => {
    const ids = [
      content,
      { ...content, images: { ...content.images, app: "r/app@sha256:3" } },
      { ...content, files: { ...content.files, "files/app/config.json": "{ }" } },
    ].map(generationId);
    expect(new Set(ids).size).toBe(3);
  });
});

describe("renderEnv", () => {
  test("a changed file changes the hash of the service that mounts it, and no other", () => {
    const before = renderEnv(content).split("\n");
    const changed = { ...content, files: { ...content.files, "files/app/config.json": "{ }" } };
    const after = renderEnv(changed).split("\n");
    expect(after[0]).not.toBe(before[0]);
    expect(after[1]).toBe(before[1]);
    expect(before.map((line) => line.split("=")[0])).toEqual(["FILES_APP", "FILES_GETH", ""]);
  });
});

describe("generationFiles", () => {
  test("sums cover every file but themselves", () => {
    const files = generationFiles(content);
    const summed = files
      .SHA256SUMS!.trim()
      .split("\n")
      .map((line) => line.split("  ")[1]);
    expect(summed.sort()).toEqual(
      Object.keys(files)
        .filter((path) => path !== "SHA256SUMS")
        .sort(),
    );
  });
});

describe("isPlainPath", () => {
  test.each(["../x", "a/../b", "/etc/passwd", "a//b", "a b", "$(x)", ""])("refuses %j", (path) => {
    expect(isPlainPath(path)).toBe(false);
  });

  test("takes the files of a generation", () => {
    expect(["compose.yaml", "files/haproxy/haproxy.cfg"].every(isPlainPath)).toBe(true);
  });
});

describe("planPrune", () => {
  const generation = fc.record({
    id: fc.stringMatching(/^[0-9a-f]{16}$/),
    usedAtSeconds: fc.nat(100),
    images: fc.subarray(["a", "b", "c", "d"]),
  });
  const stored = fc.uniqueArray(generation, { selector: ({ id }) => id, maxLength: 12 });

  test("keeps at most the wanted number, never one in use, and no image of a kept one goes", () => {
    fc.assert(
      fc.property(stored, fc.nat(11), (all, pick) => {
        const inUse = all.length > 0 ? [all[pick % all.length]!.id] : [];
        const plan = planPrune(all, { keep: 5, inUse, imagesOnHost: ["a", "b", "c", "d"] });
        const kept = all.filter(({ id }) => !plan.generations.includes(id));
        expect(kept).toHaveLength(Math.min(5, all.length));
        expect(kept.map(({ id }) => id)).toEqual(expect.arrayContaining(inUse));
        for (const { images } of kept) for (const image of images) expect(plan.images).not.toContain(image);
      }),
    );
  });

  test("the oldest go first, and images that nobody keeps go with them", () => {
    const all = [1, 2, 3].map((age) => ({ id: `${age}`, usedAtSeconds: age, images: [`image-${age}`] }));
    const imagesOnHost = ["image-1", "image-2", "image-3"];
    expect(planPrune(all, { keep: 2, inUse: ["3"], imagesOnHost })).toEqual({
      generations: ["1"],
      images: ["image-1"],
    });
  });
});
