import { connect, createServer, type Server, type Socket } from "node:net";
import { Request, Response } from "cosmjs-types/tendermint/abci/types";
import { encodeFrame, FrameReader } from "../../../node/src/abci/framing";
import { type MisdeedName, misdeeds, type Signer } from "./misdeeds";

/** A proposal that was made bad, and the height that it was for. */
export interface Done {
  misdeed: MisdeedName;
  height: number;
}

/**
 * A byzantine application: stands between CometBFT and an honest one, makes the next of its own proposals bad, one
 * misdeed each, and votes for them. A process of tests only; nothing of it is in any image.
 */
export class ByzantineProxy {
  readonly done: Done[] = [];
  private planned: MisdeedName[] = [];
  private lastPayload: Uint8Array = new Uint8Array();
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  constructor(private readonly options: { host: string; port: number; appPort: number; signer: Signer }) {
    this.server = createServer({ noDelay: true }, (comet) => this.join(comet));
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(this.options.port, this.options.host, resolve));
  }

  plan(names: MisdeedName[]): void {
    this.planned.push(...names);
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
        const request = Request.decode(frame);
        asked.push(request);
        if (request.finalizeBlock?.txs[0]) this.lastPayload = request.finalizeBlock.txs[0];
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

  private spoil(request: Request, frame: Buffer): Response | undefined {
    const { prepareProposal, processProposal } = request;
    if (prepareProposal) {
      const [tx] = Response.decode(frame).prepareProposal?.txs ?? [];
      if (!tx || this.lastPayload.length === 0 || this.planned.length === 0) return undefined;
      const misdeed = this.planned.shift()!;
      this.done.push({ misdeed, height: Number(prepareProposal.height) });
      return Response.fromPartial({
        prepareProposal: { txs: misdeeds[misdeed](tx, this.lastPayload, this.options.signer) },
      });
    }
    const isOwn = this.done.some(({ height }) => height === Number(processProposal?.height));
    return processProposal && isOwn ? Response.fromPartial({ processProposal: { status: 1 } }) : undefined;
  }
}
