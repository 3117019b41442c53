import type { DataAvailability } from "../da/celestiaClient";
import { DaTimedOutError, DaUnreachableError } from "../da/daFaults";

// A stand-in for DA in tests: each submit makes a block, and each look at the head as well.
export type SubmitFault = Error | "timeoutButIncluded" | "timeout" | "lost" | { lateBy: number };

export class FakeDa implements DataAvailability {
  readonly blocks = new Map<number, Uint8Array[]>();
  head = 1;
  away = false;
  submits = 0;
  /** Befalls the next submits, in order. */
  faults: SubmitFault[] = [];
  private late: { at: number; data: Uint8Array }[] = [];

  async submit(data: Uint8Array): Promise<number> {
    this.answer("blob.Submit");
    this.submits += 1;
    const fault = this.faults.shift();
    if (fault instanceof Error) throw fault;
    if (fault === "timeout") throw new DaTimedOutError("blob.Submit", "not included");
    if (fault === "lost") return this.head + 1;
    if (typeof fault === "object") {
      this.late.push({ at: this.head + fault.lateBy, data: Uint8Array.from(data) });
      throw new DaTimedOutError("blob.Submit", "not included");
    }
    this.put(this.head + 1, data);
    this.advance();
    if (fault === "timeoutButIncluded") throw new DaTimedOutError("blob.Submit", "not included");
    return this.head;
  }

  async blobsAt(height: number): Promise<Uint8Array[]> {
    this.answer("blob.GetAll");
    return this.blocks.get(height) ?? [];
  }

  async localHead(): Promise<number> {
    this.answer("header.LocalHead");
    this.advance();
    return this.head;
  }

  put(height: number, data: Uint8Array): void {
    this.blocks.set(height, [...(this.blocks.get(height) ?? []), Uint8Array.from(data)]);
  }

  /** All blobs in DA's order. */
  get all(): Uint8Array[] {
    return [...this.blocks.keys()].sort((a, b) => a - b).flatMap((height) => this.blocks.get(height)!);
  }

  private advance(): void {
    this.head += 1;
    for (const { at, data } of this.late) if (at === this.head) this.put(at, data);
  }

  private answer(method: string): void {
    if (this.away) throw new DaUnreachableError(method, "ECONNREFUSED");
  }
}
