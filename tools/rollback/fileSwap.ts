import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Files that are replaced together, and can all be put back. */
export class FileSwap {
  private readonly before = new Map<string, string | undefined>();

  constructor(
    private readonly rootDir: string,
    /** Where copies of what is replaced are kept: an edit that no commit holds is not lost, whatever happens. */
    private readonly copiesDir: string,
  ) {}

  /** Writes what differs and answers with those files. */
  write(files: Record<string, string>): string[] {
    const changed = Object.keys(files).filter((file) => this.read(file) !== files[file]);
    for (const file of changed) {
      const text = this.read(file);
      this.before.set(file, text);
      if (text !== undefined) writeWhole(join(this.copiesDir, file), text);
    }
    for (const file of changed) writeWhole(join(this.rootDir, file), files[file]!);
    return changed.sort();
  }

  putBack(): void {
    for (const [file, text] of this.before) {
      if (text === undefined) rmSync(join(this.rootDir, file), { force: true });
      else writeWhole(join(this.rootDir, file), text);
    }
    this.before.clear();
  }

  private read(file: string): string | undefined {
    const path = join(this.rootDir, file);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  }
}

function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
