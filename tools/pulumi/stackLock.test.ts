import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { mayWork, readLockHolders } from "./stackLock";

describe("readLockHolders", () => {
  test("reads who holds a stack of a file backend", () => {
    const backend = mkdtempSync(join(tmpdir(), "backend-"));
    const folder = join(backend, ".pulumi/locks/organization/cordillera/local");
    mkdirSync(folder, { recursive: true });
    const holder = { pid: 12, username: "op", hostname: "here", timestamp: "2026-01-01T00:00:00Z" };
    writeFileSync(join(folder, "1f.json"), JSON.stringify(holder));
    expect(readLockHolders(`file://${backend}`, "local")).toEqual([holder]);
    expect(readLockHolders(`file://${backend}`, "other")).toEqual([]);
    expect(readLockHolders("s3://state", "local")).toEqual([]);
    rmSync(backend, { recursive: true });
  });
});

describe("mayWork", () => {
  const holder = { pid: process.pid, hostname: hostname(), timestamp: "" };
  test("takes a living process for a holder, and one of another machine too", () => {
    expect(mayWork(holder)).toBe(true);
    expect(mayWork({ ...holder, hostname: "elsewhere", pid: 2 ** 30 })).toBe(true);
  });
  test("knows a killed process", () => {
    expect(mayWork({ ...holder, pid: 2 ** 30 })).toBe(false);
  });
});
