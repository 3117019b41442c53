import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";

/** All files under the given files and folders, sorted. */
export function listFiles(entries: string[]): string[] {
  return entries
    .filter((entry) => existsSync(entry))
    .flatMap((entry) =>
      statSync(entry).isDirectory()
        ? listFiles(readdirSync(entry).map((name) => join(entry, name)))
        : [entry],
    )
    .sort();
}

/** One hash over names, execute bits and contents of files, and over further text. */
export function hashInputs(root: string, entries: string[], text = ""): string {
  const hash = createHash("sha256").update(text);
  for (const file of listFiles(entries)) {
    const executable = (statSync(file).mode & 0o111) !== 0;
    hash.update(`\0${relative(root, file)}\0${executable}\0`).update(readFileSync(file));
  }
  return hash.digest("hex");
}
