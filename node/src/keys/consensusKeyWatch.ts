import type { Clock } from "../clock";
import { checkDeclared, type DeclaredAddresses, KeysNotDeclaredError } from "./declared";

const untilSeenMs = 250;
const afterwardsMs = 2_000;
const askTimeoutMs = 1_500;

export interface ConsensusKeyWatchOptions {
  cometRpcUrl: string;
  declared: DeclaredAddresses;
}

/**
 * Asks CometBFT which validator key it signs with, its own file or a remote signer's, for as long as the node runs:
 * CometBFT may come back with another one. It answers before it takes part in consensus.
 */
export class ConsensusKeyWatch {
  private readonly stopped = new AbortController();

  constructor(
    private readonly options: ConsensusKeyWatchOptions,
    private readonly modules: { clock: Clock; onMismatch: (error: KeysNotDeclaredError) => void },
  ) {}

  start(): void {
    void this.run();
  }

  stop(): void {
    this.stopped.abort();
  }

  /** Own address by CometBFT's word; undefined where it does not answer. */
  async look(): Promise<string | undefined> {
    const consensusAddress = await this.ask();
    if (consensusAddress !== undefined) {
      const faults = checkDeclared(this.options.declared, { consensusAddress });
      if (faults.length > 0) this.modules.onMismatch(new KeysNotDeclaredError(faults));
    }
    return consensusAddress;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      const isSeen = (await this.look()) !== undefined;
      await this.modules.clock.sleep(isSeen ? afterwardsMs : untilSeenMs, signal).catch(() => {});
    }
  }

  private async ask(): Promise<string | undefined> {
    try {
      const signal = AbortSignal.any([this.stopped.signal, AbortSignal.timeout(askTimeoutMs)]);
      const response = await fetch(`${this.options.cometRpcUrl}/status`, { signal });
      const { result } = (await response.json()) as { result?: { validator_info?: { address?: unknown } } };
      const address = result?.validator_info?.address;
      return typeof address === "string" ? address : undefined;
    } catch {
      return undefined;
    }
  }
}
