import { mkdirSync, rmSync, statSync } from "node:fs";

const staleMs = 10_000;
const pause = new Int32Array(new SharedArrayBuffer(4));

/** Several provider processes write one state: each change holds the lock, for milliseconds. */
export function withFileLock<T>(file: string, work: () => T): T {
  const lock = `${file}.lock`;
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      breakIfStale(lock);
      Atomics.wait(pause, 0, 0, 3);
    }
  }
  try {
    return work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

// A killed test leaves its lock behind.
function breakIfStale(lock: string): void {
  try {
    if (Date.now() - statSync(lock).mtimeMs > staleMs) rmSync(lock, { recursive: true, force: true });
  } catch {
    // Freed meanwhile.
  }
}
