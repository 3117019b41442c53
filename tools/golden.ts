import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { goldenFiles } from "./goldenFiles";
import { runTool } from "./runTool";

const shownLines = 200;
const rootDir = join(__dirname, "..");

runTool(async () => {
  const command = process.argv[2];
  if (command !== "check" && command !== "update") {
    console.error("usage: golden check | golden update");
    return 2;
  }
  let stale = 0;
  for (const [file, render] of Object.entries(goldenFiles)) {
    const path = join(rootDir, file);
    const now = await render(rootDir);
    const isSame = existsSync(path) && readFileSync(path, "utf8") === now;
    console.log(`${file}: ${isSame ? "same" : command === "update" ? "updated" : "differs"}`);
    if (isSame) continue;
    showDifference(path, now);
    if (command === "update") writeFileSync(path, now);
    else stale += 1;
  }
  if (stale > 0) console.error("Read the differences; `make golden-update` accepts them.");
  return stale > 0 ? 1 : 0;
});

function showDifference(acceptedPath: string, now: string): void {
  const accepted = existsSync(acceptedPath) ? acceptedPath : "/dev/null";
  // git reads the new text from its input: nothing is written.
  const { stdout } = spawnSync("git", ["diff", "--no-index", "--no-color", "-U2", accepted, "-"], {
    input: now,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const hunks = stdout.split("\n").slice(4);
  console.log(hunks.slice(0, shownLines).join("\n"));
  if (hunks.length > shownLines) console.log(`… ${hunks.length - shownLines} more lines`);
}
