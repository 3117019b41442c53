import { NodeError } from "../faults";

const removeFolder = (dir: string) =>
  `Stop the host's services, remove ${dir} and start them again: CometBFT gives every block back.`;
const startsAgain = "The node starts again by itself, and nothing is lost.";

/** The store has no payload that it must have. */
export class PayloadMissingError extends NodeError<"PAYLOAD_MISSING"> {
  constructor(number: number) {
    super("PAYLOAD_MISSING", `Payload ${number} is not in the store.`, {
      fix: "Restore this host's application data, or remove it with CometBFT's and geth's to sync anew.",
    });
  }
}

/** The folder cannot be opened. */
export class StoreOpenError extends NodeError<"STORE_OPEN"> {
  constructor(dir: string, cause: unknown) {
    const reason = reasonOf(cause);
    super("STORE_OPEN", `Store ${dir} cannot be opened.`, {
      details: [reason],
      fix: fixOf(reason, dir) ?? "End the other process that uses it, or see docs/runbooks/full-disk.md.",
      cause,
    });
  }
}

/** A write did not reach the disk; the store must not be used any more. */
export class StoreWriteError extends NodeError<"STORE_WRITE"> {
  constructor(dir: string, cause: unknown) {
    const reason = reasonOf(cause);
    super("STORE_WRITE", `Store ${dir} cannot be written; the node stops before it says so of a block.`, {
      details: [reason],
      fix: fixOf(reason, dir) ?? `Mend the disk. ${startsAgain}`,
      cause,
    });
  }
}

/** A record is not what was written. */
export class StoreCorruptError extends NodeError<"STORE_CORRUPT"> {
  constructor(dir: string, what: string) {
    super("STORE_CORRUPT", `Store ${dir} is damaged: ${what}.`, { fix: removeFolder(dir) });
  }
}

function reasonOf(cause: unknown): string {
  return (cause as { cause?: Error }).cause?.message ?? (cause as Error).message;
}

function fixOf(reason: string, dir: string): string | undefined {
  if (/no space left|quota exceeded/i.test(reason)) return `Free space on its disk. ${startsAgain}`;
  if (/read-only file system|permission denied/i.test(reason)) {
    return `Make its disk writable again (\`dmesg\` says why it is not). ${startsAgain}`;
  }
  return /corruption|does not exist|missing files|no such file/i.test(reason) ? removeFolder(dir) : undefined;
}
