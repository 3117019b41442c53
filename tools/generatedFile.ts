import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface GeneratedFile {
  /** Relative to the project. */
  file: string;
  text: string;
}

/** Writes generated files, or with `--check` only compares; the number is the tool's exit code. */
export function settleGeneratedFiles(
  files: readonly GeneratedFile[],
  rootDir: string,
  command = "make docs",
): number {
  const isCheck = process.argv.includes("--check");
  let stale = 0;
  for (const { file, text } of files) {
    const path = join(rootDir, file);
    const isSame = existsSync(path) && readFileSync(path, "utf8") === text;
    if (!isSame && isCheck) stale += 1;
    if (!isSame && !isCheck) writeFileSync(path, text);
    console.log(`${file}: ${isSame ? "same" : isCheck ? "stale" : "written"}`);
  }
  if (stale > 0) console.error(`\`${command}\` writes them anew.`);
  return stale > 0 ? 1 : 0;
}
