import { createServer, type Server, type Socket } from "node:net";
import type { Clock } from "../clock";
import type { Logger } from "../logger";
import { SecretConnection } from "./secretConnection";
import { SignerRefusedError } from "./signerErrors";
import { SignerLink } from "./signerLink";

const mostConnections = 8;
// A refused signer dials again at once; its reason is written now and then only.
const repeatAfterMs = 10_000;

export interface SignerPortOptions {
  listen: { host: string; port: number };
  chainId: string;
  publicKey: Buffer;
}

export interface SignerPortModules {
  clock: Clock;
  logger: Logger;
  onRefused?: () => void;
}

/** Where signers connect: the declared one is let in, one at a time; any other is refused by name. */
export class SignerPort {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private present: SignerLink | undefined;
  private lastRefusal: string | undefined;
  private written: { reason: string; atMs: number } | undefined;

  constructor(
    private readonly options: SignerPortOptions,
    private readonly modules: SignerPortModules,
  ) {
    this.server = createServer({ noDelay: true }, (socket) => void this.admit(socket));
    this.server.maxConnections = mostConnections;
  }

  async listen(): Promise<number> {
    const { host, port } = this.options.listen;
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(port, host, resolve);
    });
    return (this.server.address() as { port: number }).port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  /** The declared signer; undefined while it is away. */
  get link(): SignerLink | undefined {
    return this.present?.isOpen ? this.present : undefined;
  }

  /** Why the last signer that came was refused, until the declared one is here. */
  get refusal(): string | undefined {
    return this.lastRefusal;
  }

  private async admit(socket: Socket): Promise<void> {
    const remote = `${socket.remoteAddress}:${socket.remotePort}`;
    this.sockets.add(socket);
    socket.once("close", () => this.sockets.delete(socket));
    const { chainId, publicKey } = this.options;
    const { clock, logger } = this.modules;
    try {
      const connection = await SecretConnection.open(socket);
      const link = await SignerLink.open(connection, { remote, chainId, publicKey }, clock);
      if (this.link) {
        link.close();
        throw new SignerRefusedError({
          remote,
          summary: "is a second one for this host's key",
          details: [`connected already: ${this.link.remote}`],
          fix: "Stop one of them at once: two signers with one key sign twice, unless they share one signing state.",
        });
      }
      this.present = link;
      this.lastRefusal = undefined;
      logger.info("signer connected", { remote });
      void link.whenEnded.then((reason) => logger.warn("signer is gone", { remote, reason: reason.message }));
    } catch (error) {
      this.tellRefusal(remote, error as Error);
    }
  }

  private tellRefusal(remote: string, error: Error): void {
    const { clock, logger, onRefused } = this.modules;
    if (!(error instanceof SignerRefusedError)) {
      logger.debug("no signer came of a connection", { remote, reason: error.message });
      return;
    }
    onRefused?.();
    const reason = [error.message.split("\n")[0]!, ...error.details].join(" ");
    if (!this.link) this.lastRefusal = reason;
    const atMs = clock.monotonicMs();
    const before = this.written;
    const isNews = !before || withoutPort(before.reason) !== withoutPort(reason);
    if (!isNews && atMs - before.atMs < repeatAfterMs) return;
    this.written = { reason, atMs };
    logger.error("signer refused", { reason: error.message });
  }
}

const withoutPort = (reason: string): string => reason.replace(/:\d+\b/g, "");
