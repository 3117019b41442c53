import { Progress, parseStep } from "./progress";

const host = "pulumi-nodejs:dynamic/cordillera:LocalHost";

describe("parseStep", () => {
  test("reads beginnings and ends", () => {
    expect(parseStep(` +  ${host} local-edge-1 creating (0s)`)).toEqual({
      type: "LocalHost",
      name: "local-edge-1",
      doing: "creating",
      hasEnded: false,
    });
    expect(parseStep(` +  ${host} local-edge-1 created (3s)`)).toMatchObject({
      doing: "created",
      seconds: 3,
      hasEnded: true,
    });
    expect(parseStep(` ++ ${host} local-edge-1 created replacement (0.42s) [diff: ~image]`)).toMatchObject({
      doing: "created replacement",
      seconds: 0.42,
    });
    expect(parseStep(` +  ${host} local-edge-1 **creating failed** error: no`)).toMatchObject({
      doing: "creating failed",
      hasEnded: true,
    });
  });

  test("takes nothing else for a step, components neither", () => {
    for (const line of [
      " +  cordillera:index:Host a creating (0s)",
      "@ updating....",
      "Updating (local):",
      "",
      "    + 12 created",
      "  error: x:y:z is bad",
    ]) {
      expect(parseStep(line)).toBeUndefined();
    }
  });
});

describe("Progress", () => {
  let nowMs = 0;
  let lines: string[];
  let progress: Progress;
  beforeEach(() => {
    nowMs = 0;
    lines = [];
    progress = new Progress(
      (line) => lines.push(line),
      () => nowMs,
    );
  });

  test("prints ends, keeps quiet about beginnings and refreshes", () => {
    progress.line("Updating (local):");
    progress.line(` ~  ${host} a refreshing (0s)`);
    progress.line(` ~  ${host} a refreshed (1s)`);
    progress.line(` +  ${host} b creating (0s)`);
    progress.line(` +  ${host} b created (4s)`);
    expect(lines).toEqual(["created   LocalHost b (4 s)"]);
  });

  test("names what takes longest", () => {
    for (const name of ["a", "b", "c", "d"]) {
      progress.line(` +  ${host} ${name} creating (0s)`);
      nowMs += 1_000;
    }
    expect(progress.waitingFor()).toBe(
      "… creating LocalHost a 4 s, creating LocalHost b 3 s, creating LocalHost c 2 s, and 1 more",
    );
  });

  test("passes on how it ended, word for word", () => {
    progress.line("Diagnostics:");
    progress.line(`  ${host} (a):`);
    progress.line("    error: no room");
    progress.line("");
    progress.line("If you want to remove the stack completely, run `pulumi stack rm t1`.");
    expect(lines).toEqual(["Diagnostics:", `  ${host} (a):`, "    error: no room"]);
  });
});
