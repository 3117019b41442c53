import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { NodeError } from "../faults";

/** A key file that is there and cannot be used; it is never replaced by us. */
export class KeyFileError extends NodeError<"KEY_FILE"> {
  constructor(path: string, rule: string, cause?: unknown) {
    super("KEY_FILE", `Key file ${path}: ${rule}.`, {
      fix: "Restore the file from its backup; only a host that never signed may have it removed and made anew.",
      cause,
    });
  }
}

/** Reads the file, or makes it (0600, whole or not at all) where there is none. */
export function adoptOrWrite(path: string, make: () => string): { text: string; made: boolean } {
  if (existsSync(path)) return { text: readFileSync(path, "utf8"), made: false };
  const text = make();
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.draft`;
  rmSync(draft, { force: true });
  writeFileSync(draft, text, { mode: 0o600, flag: "wx", flush: true });
  renameSync(draft, path);
  return { text, made: true };
}

/** Text of a key file that must be there. @throws KEY_FILE */
export function readKeyFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new KeyFileError(path, "cannot be read", cause);
  }
}

/** 32 bytes from a file of 64 hex digits, with or without 0x. @throws KEY_FILE */
export function parseHexKey(path: string, text: string): Buffer {
  const digits = text.trim().replace(/^0x/, "");
  if (!/^[0-9a-fA-F]{64}$/.test(digits)) throw new KeyFileError(path, "must hold 64 hex digits");
  return Buffer.from(digits, "hex");
}
