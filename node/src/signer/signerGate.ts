import type { Clock } from "../clock";
import type { Logger } from "../logger";
import { CometLink } from "./cometLink";
import {
  kinds,
  parseRefusal,
  renderMessage,
  renderPublicKeyResponse,
  renderRefusal,
  type SignerMessage,
} from "./messages";
import { SignerPort, type SignerPortOptions } from "./signerPort";

export interface SignerGateOptions extends SignerPortOptions {
  /** CometBFT's `priv_validator_laddr`. */
  comet: { host: string; port: number };
}

export interface SignerGateModules {
  clock: Clock;
  logger: Logger;
  onRefused?: () => void;
  /** Of each signature that was asked for: whether it came, and how long it took. */
  onSigned?: (outcome: { isSigned: boolean; seconds: number }) => void;
}

/** How the remote signer stands. */
export interface SignerView {
  /** Where the declared signer is connected from; null while it is away. */
  remote: string | null;
  /** Why nothing is signed; null when all is well. */
  fault: { kind: "away" | "refused" | "unwilling"; reason: string } | null;
}

const errorCode = { noConnection: 2, readTimeout: 4 };

/**
 * Between CometBFT and its remote signer. CometBFT alone would take any key that connects, its RPC would go on telling
 * the first one, it would not start without a signer, and stand still for minutes whenever one is away. So the signer
 * shows its key here, and CometBFT is told the declared one and "not signed" at once, and follows the chain meanwhile.
 */
export class SignerGate {
  private readonly port: SignerPort;
  private readonly comet: CometLink;
  private unwilling: string | undefined;

  constructor(
    private readonly options: SignerGateOptions,
    private readonly modules: SignerGateModules,
  ) {
    this.port = new SignerPort(options, modules);
    this.comet = new CometLink(options.comet, { ...modules, answer: (request) => this.answer(request) });
  }

  /** The port that it listens on. */
  async open(): Promise<number> {
    const port = await this.port.listen();
    this.comet.start();
    return port;
  }

  async close(): Promise<void> {
    this.comet.stop();
    await this.port.close();
  }

  view(): SignerView {
    const remote = this.port.link?.remote ?? null;
    if (remote) {
      const fault = this.unwilling ? { kind: "unwilling" as const, reason: this.unwilling } : null;
      return { remote, fault };
    }
    const { refusal } = this.port;
    if (refusal) return { remote, fault: { kind: "refused", reason: refusal } };
    return {
      remote,
      fault: { kind: "away", reason: "no remote signer is connected: this validator signs nothing" },
    };
  }

  private async answer({ kind, body }: SignerMessage): Promise<Uint8Array | undefined> {
    if (kind === kinds.pingRequest) return renderMessage(kinds.pingResponse);
    if (kind === kinds.publicKeyRequest) return renderPublicKeyResponse(this.options.publicKey);
    if (kind === kinds.signVoteRequest || kind === kinds.signProposalRequest) return this.sign(kind, body);
    return undefined;
  }

  private async sign(kind: number, body: Buffer): Promise<Uint8Array> {
    const startedMs = this.modules.clock.monotonicMs();
    const { link } = this.port;
    let answer: Uint8Array;
    let isSigned = false;
    if (!link) {
      const description = this.view().fault!.reason;
      answer = renderRefusal(kind + 1, { code: errorCode.noConnection, description });
    } else {
      try {
        const signed = await link.ask(renderMessage(kind, body));
        const refusal = parseRefusal(signed.body);
        this.judge(link.remote, refusal?.description);
        isSigned = !refusal;
        answer = renderMessage(signed.kind, signed.body);
      } catch (error) {
        const description = (error as Error).message.split("\n")[0]!;
        answer = renderRefusal(kind + 1, { code: errorCode.readTimeout, description });
      }
    }
    const seconds = (this.modules.clock.monotonicMs() - startedMs) / 1000;
    this.modules.onSigned?.({ isSigned, seconds });
    return answer;
  }

  private judge(remote: string, refusal: string | undefined): void {
    const reason = refusal === undefined ? undefined : `the signer at ${remote} does not sign: ${refusal}`;
    if (reason && !this.unwilling) this.modules.logger.error("signer does not sign", { reason });
    if (!reason && this.unwilling) this.modules.logger.info("signer signs again", { remote });
    this.unwilling = reason;
  }
}
