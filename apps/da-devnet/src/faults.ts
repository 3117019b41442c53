/** What can go wrong on request. */
export const faultKinds = [
  /** The connection ends without an answer; nothing happens. */
  "drop",
  /** The answer comes `ms` later. */
  "delay",
  /** HTTP 429; nothing happens. */
  "rateLimit",
  /** Submit: answered as timed out, nothing is included. */
  "timeout",
  /** Submit: answered as timed out, and included all the same. */
  "timeoutButIncluded",
  /** Submit: answered as timed out, included `heights` blocks later. */
  "late",
  /** Submit: answered with a height at which nothing lies. */
  "lost",
  /** Submit: the next block holds its blobs in the other order. */
  "reorder",
  "mempool",
  "sequence",
  "tooLarge",
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  kind: FaultKind;
  /** JSON-RPC method; absent: any for drop, delay and rateLimit, else blob.Submit. */
  method?: string;
  /** How many requests it befalls; absent: one. */
  times?: number;
  ms?: number;
  heights?: number;
}

const forAnyMethod: readonly FaultKind[] = ["drop", "delay", "rateLimit"];

/** Faults that wait for their requests, in order. */
export class FaultQueue {
  private faults: Fault[] = [];

  /** Replaces what waits. @throws TypeError naming what is no fault */
  set(faults: unknown): void {
    if (!Array.isArray(faults)) throw new TypeError("faults must be a list");
    for (const fault of faults as Partial<Fault>[]) {
      if (!fault.kind || !faultKinds.includes(fault.kind)) {
        throw new TypeError(`unknown fault ${JSON.stringify(fault.kind)}; known ${faultKinds.join(", ")}`);
      }
    }
    this.faults = (faults as Fault[]).map((fault) => ({ times: 1, ...fault }));
  }

  get waiting(): Fault[] {
    return this.faults;
  }

  /** The fault that befalls this request. */
  take(method: string): Fault | undefined {
    const fault = this.faults.find((each) => matches(each, method));
    if (!fault) return undefined;
    fault.times! -= 1;
    this.faults = this.faults.filter((each) => each.times! > 0);
    return fault;
  }
}

function matches({ kind, method }: Fault, asked: string): boolean {
  if (method !== undefined) return method === asked;
  return forAnyMethod.includes(kind) || asked === "blob.Submit";
}
