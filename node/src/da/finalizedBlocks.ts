import { createHash } from "node:crypto";
import { decodePayload } from "../payload/codec";
import type { AppState } from "../state";
import type { PayloadStore, StoredPayload } from "../store/payloadStore";
import type { BlobNetwork } from "./blobHeader";
import { framePayload } from "./blobPayloads";

/** What this node finalized, as blobs need it. */
export class FinalizedBlocks {
  constructor(
    private readonly chainId: number,
    private readonly modules: {
      state: () => AppState | undefined;
      store: Pick<PayloadStore, "payloadAt" | "hasPayload" | "firstPayload">;
    },
  ) {}

  /** Undefined before genesis. */
  get network(): BlobNetwork | undefined {
    const state = this.modules.state();
    return state && { chainId: this.chainId, genesisHash: state.genesisHash };
  }

  /** Number of the last finalized EVM block. */
  get last(): number {
    return this.modules.state()?.head.number ?? 0;
  }

  get lastTimestampMs(): number {
    return (this.modules.state()?.head.timestamp ?? 0) * 1000;
  }

  /** Who may sign blobs: authors of this network, lower case. */
  get signers(): ReadonlySet<string> {
    return signersOf(this.modules.state());
  }

  has(number: number): Promise<boolean> {
    return this.modules.store.hasPayload(number);
  }

  /** What is missing between a block and the oldest one that is kept; undefined where nothing is. */
  async gapAfter(confirmedTo: number): Promise<{ from: number; to: number } | undefined> {
    const first = await this.modules.store.firstPayload();
    return first > confirmedTo + 1 ? { from: confirmedTo + 1, to: first - 1 } : undefined;
  }

  /** Age of a block by its own timestamp; 0 where its payload is not kept. */
  async ageSeconds(number: number, nowMs: number): Promise<number> {
    if (!(await this.has(number))) return 0;
    const { payload } = decodePayload((await this.modules.store.payloadAt(number)).tx);
    return Math.max(0, nowMs / 1000 - Number(payload.timestamp));
  }

  /** Up to `most` blocks, fewer where they would be above `maxBytes`, at least one. @throws PAYLOAD_MISSING */
  async read(from: number, { most, maxBytes }: { most: number; maxBytes: number }): Promise<StoredPayload[]> {
    const blocks: StoredPayload[] = [];
    let bytes = 0;
    while (blocks.length < most) {
      const block = await this.modules.store.payloadAt(from + blocks.length);
      bytes += block.tx.length;
      if (blocks.length > 0 && bytes > maxBytes) break;
      blocks.push(block);
    }
    return blocks;
  }

  /** What `payloadsSha256` of a blob of this range must be; one payload in memory at a time. @throws PAYLOAD_MISSING */
  async digest(from: number, to: number): Promise<string> {
    const hash = createHash("sha256");
    for (let number = from; number <= to; number++) {
      for (const part of framePayload(await this.modules.store.payloadAt(number))) hash.update(part);
    }
    return `0x${hash.digest("hex")}`;
  }
}

/** The one place that says whose signature a blob may carry in this state. */
export function signersOf(
  state: Pick<AppState, "validators" | "following"> | undefined,
): ReadonlySet<string> {
  const { pending, former = [] } = state?.following ?? {};
  const members = [state?.validators ?? {}, pending?.validators ?? {}].flatMap((set) => Object.values(set));
  return new Set([...members.map(({ evmAddress }) => evmAddress), ...former]);
}
