import { spawnSync } from "node:child_process";
import { join } from "node:path";

test("the exit code of forge is that of its launcher", () => {
  const exitCode = (...args: string[]) =>
    spawnSync(process.execPath, [join(__dirname, "forge.mjs"), ...args]).status;
  expect(exitCode("--version")).toBe(0);
  expect(exitCode("no-such-command")).toBe(2);
});
