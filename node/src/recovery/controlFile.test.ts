import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "../logger";
import { FakeClock } from "../testing/fakeClock";
import { WipeRequest } from "./controlFile";

describe("WipeRequest", () => {
  test("waits until the supervisor took the file, and complains every half minute", async () => {
    const dir = mkdtempSync(join(tmpdir(), "control-"));
    const complaints: string[] = [];
    const logger = { ...silentLogger, error: (message: string) => complaints.push(message) };
    const clock = new FakeClock();
    const startedMs = clock.nowMs();
    const request = new WipeRequest(dir, { clock, logger }).make(new AbortController().signal);
    while (clock.nowMs() - startedMs < 65_000) await clock.sleep(0);
    expect(existsSync(join(dir, "wipe"))).toBe(true);
    rmSync(join(dir, "wipe"));
    await request;
    expect(complaints).toHaveLength(2);
    rmSync(dir, { recursive: true });
  });
});
