import { connect } from "node:net";
import type { Clock } from "../clock";
import type { Logger } from "../logger";
import { parseMessage, type SignerMessage } from "./messages";
import { SecretConnection } from "./secretConnection";

// CometBFT waits three seconds for its signer when it starts.
const dialEveryMs = 250;

export interface CometLinkModules {
  clock: Clock;
  logger: Logger;
  answer: (request: SignerMessage) => Promise<Uint8Array | undefined>;
}

/** Dials CometBFT's `priv_validator_laddr`, as a signer does, for as long as the node runs. */
export class CometLink {
  private readonly stopped = new AbortController();
  private connection: SecretConnection | undefined;

  constructor(
    private readonly address: { host: string; port: number },
    private readonly modules: CometLinkModules,
  ) {}

  start(): void {
    void this.run();
  }

  stop(): void {
    this.stopped.abort();
    this.connection?.close();
  }

  private async run(): Promise<void> {
    const { clock, logger } = this.modules;
    const { signal } = this.stopped;
    while (!signal.aborted) {
      await this.serve().catch((error: Error) =>
        logger.debug("CometBFT's signer port", { reason: error.message }),
      );
      await clock.sleep(dialEveryMs, signal).catch(() => {});
    }
  }

  private async serve(): Promise<void> {
    const connection = await SecretConnection.open(connect({ ...this.address, noDelay: true }));
    this.connection = connection;
    try {
      while (!this.stopped.signal.aborted) {
        const answer = await this.modules.answer(parseMessage(await connection.receive()));
        if (answer) connection.send(answer);
      }
    } finally {
      connection.close();
    }
  }
}
