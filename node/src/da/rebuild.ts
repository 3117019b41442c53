import type { Clock } from "../clock";
import type { Execution } from "../engine/engineClient";
import { NodeError } from "../faults";
import type { Logger } from "../logger";
import { decodePayload } from "../payload/codec";
import type { ExecutionPayload } from "../payload/payload";
import { type AppState, appHashOf } from "../state";
import type { PayloadStore } from "../store/payloadStore";
import { type BlobPlace, blobAt, findChain } from "./blobChain";
import { BlobError } from "./blobFaults";
import type { OpenBlob } from "./blobFormat";
import { assertContinues, type BlobNetwork, linkOf, noLink } from "./blobHeader";
import type { DataAvailability } from "./celestiaClient";
import { signersOf } from "./finalizedBlocks";

export interface RebuildModules {
  da: Pick<DataAvailability, "blobsAt" | "localHead">;
  execution: Execution;
  store: Pick<PayloadStore, "importPayloads" | "importState" | "loadState">;
  clock: Clock;
  logger: Logger;
}

export interface Rebuilt {
  blocks: number;
  seconds: number;
  blocksPerSecond: number;
  evmHeight: number;
  evmHash: string;
  stateRoot: string;
  /** Consensus height of the application state; 0 where no blob had one. */
  height: number;
  /** Header time of that height, RFC 3339; empty where no blob had a state. */
  blockTime: string;
}

/** The chain on DA cannot be made again here. */
export class RebuildError extends NodeError<"REBUILD"> {}

const pushesPerHeadMove = 32;

/**
 * Makes a chain again from DA alone: finds the newest blob, walks its links back to the first, then verifies and
 * executes every block in order and writes the payload store and, last of all, the application state.
 *
 * @throws REBUILD BLOB_* DA_* ENGINE_*
 */
export async function rebuildFromDa(
  genesis: {
    chainId: number;
    validators: AppState["validators"];
    searchBackHeights: number;
    /** Absent: to the newest block on DA. */
    to?: number | undefined;
  },
  modules: RebuildModules,
  signal: AbortSignal,
): Promise<Rebuilt> {
  const { clock, execution, logger, store } = modules;
  if (await store.loadState()) {
    throw new RebuildError("REBUILD", "The store holds a chain already.", {
      fix: "Rebuild into an empty data folder; move the old one away, do not mix the two.",
    });
  }
  const first = await execution.blockAt(0, { signal });
  if (!first) throw new RebuildError("REBUILD", "geth has no genesis block.");
  const network: BlobNetwork = { chainId: genesis.chainId, genesisHash: first.hash };
  const startedMs = clock.monotonicMs();
  const places = upTo(genesis.to, await findChain({ ...genesis, network }, modules, signal));
  logger.info("chain of blobs found on DA", { blobs: places.length });
  const progress = new Progress(network, genesis.validators, modules);
  for (const place of places) await progress.take(place, signal);
  return progress.end((clock.monotonicMs() - startedMs) / 1000, signal);
}

function upTo(to: number | undefined, places: BlobPlace[]): BlobPlace[] {
  const last = to === undefined ? places.length - 1 : places.findIndex((place) => place.to === to);
  if (last >= 0) return places.slice(0, last + 1);
  throw new RebuildError("REBUILD", `No blob on DA ends with block ${to}.`, {
    details: [
      `blobs end with ${places
        .slice(-20)
        .map((place) => place.to)
        .join(", ")}`,
    ],
  });
}

class Progress {
  private reached = { to: 0, link: noLink };
  private head: ExecutionPayload | undefined;
  private state: AppState | undefined;
  /** Whose signature the next blob may carry. */
  private members: Pick<AppState, "validators" | "following">;

  constructor(
    private readonly network: BlobNetwork,
    validators: AppState["validators"],
    private readonly modules: RebuildModules,
  ) {
    this.members = { validators };
  }

  async take(place: BlobPlace, signal: AbortSignal): Promise<void> {
    const { da, logger, store } = this.modules;
    const blob = await blobAt(da, place, this.network, signal);
    if (!signersOf(this.members).has(blob.signer)) {
      throw new BlobError("BLOB_SIGNER", `The blob is signed by ${blob.signer}, who is no author here.`);
    }
    assertContinues(blob.header, this.reached);
    await this.execute(blob, signal);
    await store.importPayloads(blob.header.from, blob.blocks);
    this.reached = { to: blob.header.to, link: linkOf(blob.header) };
    this.adopt(blob);
    logger.info("blob executed", { from: blob.header.from, to: blob.header.to, daHeight: place.daHeight });
  }

  private async execute({ blocks }: OpenBlob, signal: AbortSignal): Promise<void> {
    const { execution } = this.modules;
    for (const [index, { tx, parentBeaconBlockRoot }] of blocks.entries()) {
      const built = decodePayload(tx);
      const parent = this.head?.blockHash ?? this.network.genesisHash;
      const number = Number(built.payload.blockNumber);
      if (built.payload.parentHash !== parent) {
        throw new BlobError("BLOB_CHAIN", `Block ${number} is no child of block ${number - 1}.`);
      }
      const verdict = await execution.newPayload({ ...built, parentBeaconBlockRoot }, { signal });
      if (verdict.status !== "VALID") {
        throw new RebuildError("REBUILD", `geth says ${verdict.status} to block ${number} of DA.`, {
          details: [verdict.reason ?? "no reason given"],
          fix: "An empty geth with the network's genesis.json must answer, and nothing else drive it.",
        });
      }
      this.head = built.payload;
      if ((index + 1) % pushesPerHeadMove === 0 || index === blocks.length - 1) await this.moveHead(signal);
    }
  }

  private async moveHead(signal: AbortSignal): Promise<void> {
    const verdict = await this.modules.execution.setHead(this.head!.blockHash, { signal });
    if (verdict.status !== "VALID") {
      throw new RebuildError("REBUILD", `geth says ${verdict.status} to the head ${this.head!.blockHash}.`);
    }
  }

  // The state counts when it stands on this very block and hashes to its own app hash.
  private adopt({ header, state: text }: OpenBlob): void {
    if (text === "") return;
    const state = JSON.parse(text) as AppState;
    const stands =
      state.head.number === header.to &&
      state.head.hash === this.head!.blockHash &&
      state.head.stateRoot === this.head!.stateRoot &&
      state.genesisHash === this.network.genesisHash &&
      state.appHash === appHashOf(state);
    if (!stands) {
      throw new BlobError(
        "BLOB_STATE",
        `The application state behind block ${header.to} is not of that block.`,
      );
    }
    this.state = state;
    this.members = state;
  }

  async end(seconds: number, signal: AbortSignal): Promise<Rebuilt> {
    const head = this.head!;
    const number = Number(head.blockNumber);
    const { execution, store } = this.modules;
    const block = await execution.blockAt("latest", { signal });
    if (block?.hash !== head.blockHash) {
      throw new RebuildError("REBUILD", `geth stands at ${block?.number ?? "nothing"}, DA at ${number}.`);
    }
    if (this.state) await store.importState(this.state);
    return {
      blocks: number,
      seconds: Number(seconds.toFixed(2)),
      blocksPerSecond: Math.round(number / seconds),
      evmHeight: number,
      evmHash: block.hash,
      stateRoot: block.stateRoot,
      height: this.state?.height ?? 0,
      blockTime: this.state ? new Date(this.state.blockTimeMs).toISOString() : "",
    };
  }
}
