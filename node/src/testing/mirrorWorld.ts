import { silentLogger } from "../logger";
import { makeMetrics } from "../metrics/catalogue";
import { LeaseMirror } from "../mirror/leaseMirror";
import { LeaseOpenings } from "../mirror/leaseOpenings";
import { type AppState, appHashOf } from "../state";
import { MemoryShelf } from "./daWorld";
import { FakeClock } from "./fakeClock";
import { FakeCoordinator } from "./fakeCoordinator";
import { sampleAuthor } from "./sampleAuthor";

// Nodes with one contract before them, for tests; nothing of the program imports them.

/** Validators in the order of rotation; the fourth is a witness. */
export const [first, second, third, witness] = [1, 2, 3, 4].map(sampleAuthor) as [
  Author,
  Author,
  Author,
  Author,
];
type Author = ReturnType<typeof sampleAuthor>;

const hash = (number: number) => `0x${number.toString(16).padStart(64, "0")}`;

/** A state after a block whose number is its height, under a lease of ten blocks. */
export function stateAt(height: number, lease: { epoch: number; holder: Author }): AppState {
  const state = {
    height,
    blockTimeMs: 1_000_000 + height * 2000,
    head: { number: height, hash: hash(height), timestamp: 1000 + height, stateRoot: hash(1) },
    genesisHash: hash(0),
    blockIntervalMs: 2000,
    dueMs: 0,
    leaseRules: { blocks: 100, missesToFailOver: 10 },
    contracts: { consensus: `0x${"c".repeat(40)}`, coordinator: `0x${"d".repeat(40)}` },
    validators: Object.fromEntries(
      [first, second, third, witness].map(({ consensusAddress, facts }) => [
        consensusAddress,
        { ...facts, eligible: facts !== witness.facts },
      ]),
    ),
    lease: {
      epoch: lease.epoch,
      holder: lease.holder.consensusAddress,
      startHeight: lease.epoch * 100,
      lastBlockHeight: 0,
      missed: {},
      failed: [],
    },
  };
  return { ...state, appHash: appHashOf(state) };
}

/** One validator's mirror, which sees heights when it is told to. */
export class MirrorNode {
  readonly clock = new FakeClock();
  readonly metrics = makeMetrics();
  readonly mirror: LeaseMirror;
  private state: AppState | undefined;

  private constructor(
    readonly contract: FakeCoordinator,
    private readonly openings: LeaseOpenings,
    author: Author,
    readonly shelf: MemoryShelf,
  ) {
    this.mirror = new LeaseMirror({
      state: () => this.state,
      openings,
      chain: contract,
      isLevel: () => true,
      chainId: 1234,
      evmKey: author.key,
      evmAddress: author.evmAddress,
      clock: this.clock,
      logger: silentLogger,
      metrics: this.metrics,
    });
  }

  static async open(author: Author, contract = new FakeCoordinator(), shelf = new MemoryShelf()) {
    return new MirrorNode(contract, await LeaseOpenings.load(shelf), author, shelf);
  }

  /** Commits this state. */
  async commit(state: AppState): Promise<void> {
    const puts = this.openings.note(this.state, state);
    await this.shelf.write(
      Object.fromEntries(Object.entries(puts).map(([key, value]) => [key.replace("mirror/", ""), value])),
    );
    this.state = state;
    this.clock.pass(state.blockTimeMs - this.clock.nowMs());
  }

  /** What the mirror does about the head; a failure is told in metrics, as in the program. */
  async look(): Promise<void> {
    this.mirror.onHead();
    for (let turns = 0; turns < 20; turns++) await new Promise((done) => setImmediate(done));
  }

  async value(name: string): Promise<number> {
    const { values } = await this.metrics.registry.getSingleMetric(name)!.get();
    return values.reduce((sum, { value }) => sum + value, 0);
  }
}
