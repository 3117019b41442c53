import type { Clock } from "../clock";
import type { Logger } from "../logger";
import { type Authorship, encodeAuthored, signerOf } from "../payload/authorship";
import { decodePayload } from "../payload/codec";
import { digestOf } from "../payload/envelope";
import type { BuiltPayload } from "../payload/payload";
import type { AppState } from "../state";

/** A holder's payload that waits for the proposer of its height. */
export interface WaitingPayload {
  authorship: Authorship;
  /** As consensus carries it. */
  tx: Buffer;
  built: BuiltPayload;
}

export type Admission = "wanted" | "known" | "unwanted" | "forged";

interface BoxModules {
  chain: { readonly committed: AppState | undefined };
  logger: Logger;
  clock: Clock;
  /** Called with each payload that came in whole. */
  onPayload?: (waiting: WaitingPayload, signer: string) => void;
}

// The holder may be a block ahead of a peer, never two: it needs that peer's kind to get there.
const heightsAhead = 2;

/** Payloads that holders sent ahead of their proposal: one per height and signer, of the next two heights only. */
export class PayloadBox {
  private readonly held = new Map<string, WaitingPayload>();
  private readonly coming = new Set<string>();
  private readonly valid = new Set<string>();
  private readonly waiters = new Set<() => void>();

  constructor(
    private readonly chainId: string,
    private readonly modules: BoxModules,
  ) {}

  /** Judges a claim alone, before a byte of its payload is read. */
  admit(authorship: Authorship): { admission: Admission; signer?: string } {
    const state = this.modules.chain.committed;
    const ahead = authorship.height - (state?.height ?? 0);
    if (!state || ahead < 1 || ahead > heightsAhead) return { admission: "unwanted" };
    const signer = signerOf(authorship, this.chainId);
    // The set of the height after the next one may have the next holder already.
    const sets = [state.validators, state.following?.pending?.validators ?? {}];
    const mayHold = sets
      .flatMap((set) => Object.values(set))
      .some((one) => one.eligible && one.evmAddress === signer);
    if (!signer || !mayHold) return { admission: "forged" };
    if (ahead === 1 && signer !== holderOf(state)) return { admission: "unwanted" };
    const key = keyOf(authorship.height, signer);
    if (this.held.has(key) || this.coming.has(key)) return { admission: "known", signer };
    return { admission: "wanted", signer };
  }

  /** Reads a payload that was admitted; while it comes in, the same claim is known. @throws PAYLOAD_FORMAT */
  async take(authorship: Authorship, signer: string, read: () => Promise<Buffer>): Promise<boolean> {
    const key = keyOf(authorship.height, signer);
    this.coming.add(key);
    try {
      const payload = await read();
      if (digestOf(payload) !== authorship.digest) return false;
      this.put(
        { authorship, tx: encodeAuthored(payload, authorship), built: decodePayload(payload) },
        signer,
      );
      return true;
    } finally {
      this.coming.delete(key);
    }
  }

  /** Also for the own payload. */
  put(waiting: WaitingPayload, signer: string): void {
    const committed = this.modules.chain.committed?.height ?? 0;
    for (const [key, old] of this.held) {
      if (old.authorship.height <= committed) {
        this.held.delete(key);
        this.valid.delete(old.authorship.digest);
      }
    }
    this.held.set(keyOf(waiting.authorship.height, signer), waiting);
    this.modules.onPayload?.(waiting, signer);
    for (const wake of this.waiters) wake();
  }

  /** geth executed exactly these bytes. */
  markValid(digest: string): void {
    this.valid.add(digest);
  }

  isValid(digest: string): boolean {
    return this.valid.has(digest);
  }

  find(height: number, signer: string): WaitingPayload | undefined {
    return this.held.get(keyOf(height, signer));
  }

  /** The payload as soon as it is there; undefined when it is not within the time. */
  async waitFor(
    height: number,
    signer: string,
    { withinMs, signal }: { withinMs: number; signal: AbortSignal },
  ): Promise<WaitingPayload | undefined> {
    const there = this.find(height, signer);
    if (there || withinMs <= 0) return there;
    const done = new AbortController();
    const wake = () => {
      if (this.find(height, signer)) done.abort();
    };
    this.waiters.add(wake);
    try {
      await this.modules.clock.sleep(withinMs, AbortSignal.any([signal, done.signal])).catch(() => {});
      signal.throwIfAborted();
    } finally {
      this.waiters.delete(wake);
    }
    return this.find(height, signer);
  }
}

/** EVM address of the holder of the next height. */
export function holderOf(state: AppState): string | undefined {
  return state.validators[state.lease.holder]?.evmAddress;
}

function keyOf(height: number, signer: string): string {
  return `${height}/${signer}`;
}
