import type { Clock } from "../clock";
import { validatorAddressOf } from "../keys/consensusKey";
import {
  kinds,
  parseMessage,
  parsePublicKeyResponse,
  renderMessage,
  renderPublicKeyRequest,
  type SignerMessage,
} from "./messages";
import type { SecretConnection } from "./secretConnection";
import { SignerRefusedError, SignerSilentError } from "./signerErrors";

const answerTimeoutMs = 4_000;
// A signer of CometBFT's kind hangs up after five seconds of silence.
const pingEveryMs = 2_000;

export interface SignerLinkOptions {
  /** Address and port it came from. */
  remote: string;
  chainId: string;
  publicKey: Buffer;
}

/** A connection to the declared signer: questions one by one, and a ping where nobody asks. */
export class SignerLink {
  private queue: Promise<unknown> = Promise.resolve();
  private readonly closed = new AbortController();

  private constructor(
    readonly remote: string,
    private readonly connection: SecretConnection,
    private readonly clock: Clock,
  ) {}

  /** Asks a signer for its key before anything else. @throws SIGNER_REFUSED */
  static async open(
    connection: SecretConnection,
    { remote, chainId, publicKey }: SignerLinkOptions,
    clock: Clock,
  ): Promise<SignerLink> {
    const link = new SignerLink(remote, connection, clock);
    try {
      const answer = await link.ask(renderPublicKeyRequest(chainId));
      const held = parsePublicKeyResponse(answer);
      if (!Buffer.isBuffer(held)) {
        throw new SignerRefusedError({
          remote,
          summary: `gives no key for chain ${chainId}`,
          details: [`it says: ${held.description || `error ${held.code}`}`],
          fix: `Name the chain ${chainId} in the signer's settings.`,
        });
      }
      if (!held.equals(publicKey)) throw wrongKey(remote, { held, declared: publicKey });
      void link.keepAlive();
      return link;
    } catch (error) {
      link.close();
      throw error;
    }
  }

  get isOpen(): boolean {
    return this.connection.isOpen;
  }

  get whenEnded(): Promise<Error> {
    return this.connection.whenEnded;
  }

  /** The answer of the signer; a connection that owes one is closed. @throws */
  async ask(request: Uint8Array): Promise<SignerMessage> {
    const asked = this.queue.then(() => this.exchange(request));
    this.queue = asked.catch(() => {});
    return asked;
  }

  close(reason?: Error): void {
    this.closed.abort();
    this.connection.close(reason);
  }

  private async exchange(request: Uint8Array): Promise<SignerMessage> {
    const wanted = parseMessage(Buffer.from(request)).kind + 1;
    const silent = new SignerSilentError({ remote: this.remote, withinMs: answerTimeoutMs });
    const timer = setTimeout(() => this.close(silent), answerTimeoutMs);
    try {
      this.connection.send(request);
      const answer = parseMessage(await this.connection.receive());
      if (answer.kind === wanted) return answer;
      throw new SignerRefusedError({
        remote: this.remote,
        summary: "answers another question than it was asked",
        details: [`wanted: message ${wanted}`, `got: message ${answer.kind}`],
        fix: "Use a signer that speaks the protocol of CometBFT 0.38.",
      });
    } catch (error) {
      this.close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  private async keepAlive(): Promise<void> {
    const { signal } = this.closed;
    while (!signal.aborted) {
      await this.clock.sleep(pingEveryMs, signal).catch(() => {});
      if (!signal.aborted) await this.ask(renderMessage(kinds.pingRequest)).catch(() => {});
    }
  }
}

function wrongKey(remote: string, { held, declared }: { held: Buffer; declared: Buffer }) {
  const describe = (key: Buffer) => `${validatorAddressOf(key)} (${key.toString("base64")})`;
  return new SignerRefusedError({
    remote,
    summary: "holds another validator's key than this host's",
    details: [`declared: ${describe(declared)}`, `held: ${describe(held)}`],
    fix: "Start the signer with the key whose public half is this host's remoteSigner.publicKey. Never run another validator's key here: two signers with one key sign twice.",
  });
}
