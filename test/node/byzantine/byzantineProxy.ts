import { type Request, Response } from "cosmjs-types/tendermint/abci/types";
import { AbciProxy } from "../abciProxy";
import { type MisdeedName, misdeeds, type Signer } from "./misdeeds";

/** A proposal that was made bad, and the height that it was for. */
export interface Done {
  misdeed: MisdeedName;
  height: number;
}

/** A byzantine application: makes the next of its own proposals bad, one misdeed each, and votes for them. */
export class ByzantineProxy extends AbciProxy {
  readonly done: Done[] = [];
  private planned: MisdeedName[] = [];
  private lastPayload: Uint8Array = new Uint8Array();

  constructor(private readonly at: { host: string; port: number; appPort: number; signer: Signer }) {
    super(at, (request, answer) => this.misdo(request, answer));
  }

  plan(names: MisdeedName[]): void {
    this.planned.push(...names);
  }

  private misdo(request: Request, answer: Buffer): Response | undefined {
    const { prepareProposal, processProposal, finalizeBlock } = request;
    if (finalizeBlock?.txs[0]) this.lastPayload = finalizeBlock.txs[0];
    if (prepareProposal) {
      const [tx] = Response.decode(answer).prepareProposal?.txs ?? [];
      if (!tx || this.lastPayload.length === 0 || this.planned.length === 0) return undefined;
      const misdeed = this.planned.shift()!;
      this.done.push({ misdeed, height: Number(prepareProposal.height) });
      return Response.fromPartial({
        prepareProposal: { txs: misdeeds[misdeed](tx, this.lastPayload, this.at.signer) },
      });
    }
    const isOwn = this.done.some(({ height }) => height === Number(processProposal?.height));
    return processProposal && isOwn ? Response.fromPartial({ processProposal: { status: 1 } }) : undefined;
  }
}
