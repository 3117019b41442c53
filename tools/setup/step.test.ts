import { SetupError } from "./errors";
import { runSteps, type Step } from "./step";

function recorded() {
  const lines: string[] = [];
  let nowMs = 0;
  const output = {
    write: (line: string) => lines.push(line),
    nowMs: () => {
      nowMs += 700;
      return nowMs;
    },
    heartbeatMs: 5,
  };
  return { lines, output };
}

describe("runSteps", () => {
  test("prints what, evidence and seconds of each step", async () => {
    const { lines, output } = recorded();
    const steps: Step[] = [{ what: "Docker Engine", ensure: async () => "20.10.24, was running" }];
    expect(await runSteps(steps, output)).toBe(true);
    expect(lines).toEqual(["ok    Docker Engine       20.10.24, was running  0.7s"]);
  });

  test("stops at the first failure, with what mends it", async () => {
    const { lines, output } = recorded();
    const later = jest.fn(async () => "");
    const broken = async () => {
      throw new SetupError("GO", "Go ≥ 1.24 is needed.", { fix: "Install Go." });
    };
    const steps: Step[] = [
      { what: "geth", ensure: broken },
      { what: "images", ensure: later },
    ];
    expect(await runSteps(steps, output)).toBe(false);
    expect(lines).toEqual(["fail  geth                0.7s", "Go ≥ 1.24 is needed.\n  fix: Install Go."]);
    expect(later).not.toHaveBeenCalled();
  });

  test("a long step tells what it is at", async () => {
    const { lines, output } = recorded();
    const steps: Step[] = [
      {
        what: "cometbft",
        ensure: async (progress) => {
          progress("go install");
          await new Promise((done) => setTimeout(done, 40));
          return "0.38.25";
        },
      },
    ];
    await runSteps(steps, output);
    expect(lines[0]).toMatch(/^\.\. {4}cometbft {12}go install {2}\d+\.\ds$/);
  });
});
