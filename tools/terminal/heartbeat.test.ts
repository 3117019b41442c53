import { Heartbeat } from "./heartbeat";

describe("Heartbeat", () => {
  test("speaks only after a silence, and says what is waited for", () => {
    let nowMs = 0;
    const lines: string[] = [];
    const heartbeat = new Heartbeat(() => "waiting for host-1", {
      silenceMs: 8_000,
      write: (line) => lines.push(line),
      now: () => nowMs,
    });
    nowMs = 5_000;
    heartbeat.line("made host-2");
    nowMs = 12_000;
    heartbeat.beat();
    nowMs = 13_000;
    heartbeat.beat();
    heartbeat.stop();
    expect(lines).toEqual(["   5 s  made host-2", "  13 s  waiting for host-1"]);
  });
});
