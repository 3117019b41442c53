import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A blob as celestia-node spells it. */
export interface WireBlob {
  namespace: string;
  data: string;
  share_version: number;
  commitment: string;
  index: number;
}

interface Head {
  height: number;
  timeMs: number;
  spentUtia: number;
}

interface Pending {
  blobs: WireBlob[];
  /** First height that may carry it. */
  notBefore: number;
  included?: (height: number) => void;
}

const utiaPerByte = 0.02;
const fundedUtia = 1_000_000_000;

/** A chain that only counts: each block carries the blobs that wait, and lies on disk before it is told of. */
export class DevnetChain {
  private head: Head;
  private pending: Pending[] = [];
  private isReversed = false;
  private readonly headFile: string;

  constructor(private readonly dir: string) {
    mkdirSync(join(dir, "blocks"), { recursive: true });
    this.headFile = join(dir, "head.json");
    this.head = existsSync(this.headFile)
      ? (JSON.parse(readFileSync(this.headFile, "utf8")) as Head)
      : { height: 1, timeMs: Date.now(), spentUtia: 0 };
  }

  get height(): number {
    return this.head.height;
  }

  get timeMs(): number {
    return this.head.timeMs;
  }

  get balanceUtia(): number {
    return Math.max(0, Math.floor(fundedUtia - this.head.spentUtia));
  }

  /** Waits in the mempool; resolves with the height that carries it. */
  submit(blobs: WireBlob[], { afterHeights = 0 } = {}): Promise<number> {
    return new Promise((included) => {
      this.pending.push({ blobs, notBefore: this.head.height + 1 + afterHeights, included });
    });
  }

  reverseNext(): void {
    this.isReversed = true;
  }

  /** Makes the next block. */
  advance(nowMs: number): void {
    const height = this.head.height + 1;
    const due = this.pending.filter(({ notBefore }) => notBefore <= height);
    this.pending = this.pending.filter(({ notBefore }) => notBefore > height);
    const blobs = due.flatMap((each) => each.blobs);
    if (this.isReversed) blobs.reverse();
    this.isReversed = this.isReversed && blobs.length === 0;
    if (blobs.length > 0) writeWhole(this.blockFile(height), blobs);
    const spent = blobs.reduce((sum, { data }) => sum + data.length * 0.75 * utiaPerByte, 0);
    this.head = { height, timeMs: nowMs, spentUtia: this.head.spentUtia + spent };
    writeWhole(this.headFile, this.head);
    for (const each of due) each.included?.(height);
  }

  blobsAt(height: number, namespaces: string[]): WireBlob[] {
    const file = this.blockFile(height);
    if (!existsSync(file)) return [];
    const blobs = JSON.parse(readFileSync(file, "utf8")) as WireBlob[];
    return blobs
      .filter(({ namespace }) => namespaces.includes(namespace))
      .map((blob, index) => ({ ...blob, index }));
  }

  private blockFile(height: number): string {
    return join(this.dir, "blocks", `${height}.json`);
  }
}

function writeWhole(file: string, value: unknown): void {
  const draft = `${file}.draft`;
  writeFileSync(draft, JSON.stringify(value), { flush: true });
  renameSync(draft, file);
}
