import { spawnSync } from "node:child_process";

/** What git knows of this checkout; only reads. */
export interface Repository {
  hasCommit(commit: string): boolean;
  /** Text of a file in a commit; undefined where the commit has none. */
  fileIn(commit: string, path: string): string | undefined;
  /** Whether git leaves a file alone, as it does with the settings of local stacks. */
  ignores(path: string): boolean;
  /** Files under these folders that are another now than in a commit, committed or not. */
  changedSince(commit: string, folders: readonly string[]): string[];
}

export function openRepository(rootDir: string): Repository {
  const git = (...args: string[]) => {
    const { status, stdout } = spawnSync("git", args, {
      cwd: rootDir,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    return status === 0 ? stdout : undefined;
  };
  return {
    hasCommit: (commit) => git("cat-file", "-e", `${commit}^{commit}`) !== undefined,
    fileIn: (commit, path) => git("show", `${commit}:${path}`),
    ignores: (path) => git("check-ignore", "--quiet", path) !== undefined,
    changedSince: (commit, folders) =>
      (git("diff", "--name-only", commit, "--", ...folders) ?? "").split("\n").filter(Boolean),
  };
}
