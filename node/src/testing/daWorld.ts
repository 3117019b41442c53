import { DaService } from "../da/daService";
import { evmAddressOf, publicKeyOf } from "../keys/evmKey";
import { silentLogger } from "../logger";
import { makeMetrics } from "../metrics/catalogue";
import type { AppState } from "../state";
import { PayloadMissingError } from "../store/storeFaults";
import { FakeClock } from "./fakeClock";
import type { FakeDa } from "./fakeDa";
import { chainBlock, chainStore } from "./fakeExecution";

// Nodes that finalize the same chain and share one DA, for tests.

export class Killed extends Error {}

export const blocksPerBlob = 4;

/** A store's shelf in memory; dies after a given number of writes, as a killed process does. */
export class MemoryShelf {
  readonly values = new Map<string, string>();
  writes = 0;
  dieAfter = Number.POSITIVE_INFINITY;

  async get<T>(name: string): Promise<T | undefined> {
    const text = this.values.get(name);
    return text === undefined ? undefined : (JSON.parse(text) as T);
  }

  async write(puts: Record<string, unknown>): Promise<void> {
    if (this.writes >= this.dieAfter) throw new Killed();
    for (const [name, value] of Object.entries(puts)) {
      if (value === undefined) this.values.delete(name);
      else this.values.set(name, JSON.stringify(value));
    }
    this.writes += 1;
    if (this.writes >= this.dieAfter) throw new Killed();
  }
}

export const signingKey = Buffer.alloc(32, 7);
export const author = evmAddressOf(publicKeyOf("test", signingKey)).toLowerCase();

/** Time at which block `number` of the test chain is new. */
const momentOf = (number: number) => chainBlock(number).timestamp * 1000;

export class DaNode {
  readonly clock = new FakeClock(momentOf(0));
  readonly metrics = makeMetrics();
  isHolder = true;
  /** Of the present lease. */
  epoch = 1;
  last = 0;
  /** Below, the store keeps nothing. */
  first = 1;
  /** Happens once, while a blob is being built. */
  whileBuilding: (() => void) | undefined;
  service!: DaService;

  constructor(
    readonly da: FakeDa,
    readonly shelf = new MemoryShelf(),
    private readonly options: { maxBlobBytes?: number } = {},
  ) {}

  get state(): AppState {
    return {
      height: this.last,
      head: chainBlock(this.last),
      genesisHash: chainBlock(0).hash,
      validators: { A: { evmAddress: author, power: 1, eligible: true } },
    } as unknown as AppState;
  }

  /** Opens what the shelf remembers, as a new process does. */
  async open(): Promise<this> {
    this.service = await DaService.open(
      {
        chainId: 1234,
        rpcUrl: "http://da",
        namespace: "00".repeat(10),
        blocksPerBlob,
        maxBlobBytes: this.options.maxBlobBytes ?? 1_000_000,
        pollMs: 1000,
        settleHeights: 3,
        searchBackHeights: 500,
        requestTimeoutMs: 1000,
        submitTimeoutMs: 1000,
        degradedAfterSeconds: 60,
        degradedAfterBlobs: 3,
      },
      {
        da: this.da,
        store: {
          ...chainStore,
          payloadAt: async (number) => {
            if (number < this.first) throw new PayloadMissingError(number);
            const befalls = this.whileBuilding;
            this.whileBuilding = undefined;
            befalls?.();
            return chainStore.payloadAt(number);
          },
          hasPayload: async (number) => number >= this.first && number <= this.last,
          firstPayload: async () => Math.min(this.first, this.last),
          shelf: () => this.shelf as never,
        },
        state: () => this.state,
        heldEpoch: () => (this.isHolder ? this.epoch : undefined),
        privateKey: signingKey,
        clock: this.clock,
        logger: silentLogger,
        metrics: this.metrics,
        random: () => 0.5,
      },
    );
    return this;
  }

  /** Finalizes up to this block. */
  finalize(number: number): void {
    this.clock.pass(momentOf(number) - momentOf(this.last));
    this.last = number;
  }

  /** Turns of the service; a failure of DA is a turn too. */
  async turns(count: number): Promise<void> {
    const never = new AbortController().signal;
    for (let turn = 0; turn < count; turn++) {
      await this.service.turn(never).catch((error: unknown) => {
        if (error instanceof Killed || (error as { code?: string }).code === undefined) throw error;
      });
    }
  }
}
