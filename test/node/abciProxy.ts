import { connect, createServer, type Server, type Socket } from "node:net";
import { Request, Response } from "cosmjs-types/tendermint/abci/types";
import { encodeFrame, FrameReader } from "../../node/src/abci/framing";

/** What an answer of the application becomes; undefined: it stays as it is. */
export type Spoil = (request: Request, answer: Buffer) => Response | undefined;

/** Stands between CometBFT and an honest application. A process of tests only; nothing of it is in any image. */
export class AbciProxy {
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  constructor(
    private readonly options: { host: string; port: number; appPort: number },
    private readonly spoil: Spoil,
  ) {
    this.server = createServer({ noDelay: true }, (comet) => this.join(comet));
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(this.options.port, this.options.host, resolve));
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(comet: Socket): void {
    const app = connect(this.options.appPort, this.options.host);
    const asked: Request[] = [];
    const [requests, responses] = [new FrameReader(), new FrameReader()];
    comet.on("data", (chunk) => {
      for (const frame of requests.push(chunk)) {
        asked.push(Request.decode(frame));
        app.write(encodeFrame(frame));
      }
    });
    app.on("data", (chunk) => {
      for (const frame of responses.push(chunk)) {
        const changed = this.spoil(asked.shift()!, frame);
        comet.write(encodeFrame(changed ? Response.encode(changed).finish() : frame));
      }
    });
    for (const [one, other] of [
      [comet, app],
      [app, comet],
    ] as const) {
      this.sockets.add(one);
      one.on("error", () => {});
      one.on("close", () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
  }
}
