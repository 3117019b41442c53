import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const blockMs = 400;

export interface Blob {
  namespace: string;
  data: string;
}

/**
 * A data chain that only counts: a head every 400 ms, each sampled at once. A file `stall` in the store names what
 * stands still (`head`, `sampling`) or that samples fail (`failing`).
 */
export class Chain {
  private head = 1_000;
  private sampled = 900;
  private caughtUp = 900;
  private readonly failed: Record<number, number> = {};
  private readonly blobs = new Map<number, Blob[]>();

  constructor(private readonly storeFolder: string) {
    setInterval(() => this.advance(), blockMs);
  }

  private stall(): string {
    const file = join(this.storeFolder, "stall");
    return existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  }

  private advance(): void {
    const stall = this.stall();
    if (stall !== "head") this.head += 1;
    if (stall === "sampling") return;
    this.caughtUp = Math.min(this.head, this.caughtUp + 1);
    if (stall === "failing") this.failed[this.caughtUp] = 1;
    else this.sampled = this.caughtUp;
  }

  headerAt(height: number) {
    const time = new Date().toISOString();
    return {
      header: { version: { block: "11", app: "6" }, chain_id: "mocha-4", height: String(height), time },
      commit: { height: String(height), round: 0 },
      dah: { row_roots: [], column_roots: [] },
    };
  }

  get headHeight(): number {
    return this.head;
  }

  samplingStats() {
    return {
      head_of_sampled_chain: this.sampled,
      head_of_catchup: this.caughtUp,
      network_head_height: this.head,
      ...(Object.keys(this.failed).length > 0 ? { failed: this.failed } : {}),
      concurrency: 0,
      catch_up_done: this.caughtUp === this.head,
      is_running: true,
    };
  }

  submit(blobs: Blob[]): number {
    this.blobs.set(this.head, [...(this.blobs.get(this.head) ?? []), ...blobs]);
    return this.head;
  }

  blobsAt(height: number, namespaces: string[]): Blob[] {
    return (this.blobs.get(height) ?? []).filter(({ namespace }) => namespaces.includes(namespace));
  }
}
