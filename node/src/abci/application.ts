import {
  type Request,
  Response,
  ResponseVerifyVoteExtension_VerifyStatus as VerifyStatus,
} from "cosmjs-types/tendermint/abci/types";
import { NodeError } from "../faults";
import type { AbciHandler } from "./abciServer";
import type { AppContext } from "./context";
import { commit } from "./handlers/commit";
import { finalizeBlock } from "./handlers/finalizeBlock";
import { info } from "./handlers/info";
import { initChain } from "./handlers/initChain";
import { prepareProposal } from "./handlers/prepareProposal";
import { processProposal } from "./handlers/processProposal";
import { listSnapshots, loadSnapshotChunk } from "./handlers/snapshots";

/** A request that this ABCI version does not know; CometBFT stops on the answer, as it must. */
export class UnknownRequestError extends NodeError<"UNKNOWN_REQUEST"> {
  constructor() {
    super("UNKNOWN_REQUEST", "CometBFT sent a request that is not of ABCI 2.0.", {
      fix: 'Run CometBFT 0.38 with mempool type "nop".',
    });
  }
}

/** The ABCI application: requests to handlers, those that change state one after the other. */
export class Application {
  private handshakeDone = false;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly context: AppContext) {}

  /** Whether CometBFT has asked where the state stands. */
  get isShakenHands(): boolean {
    return this.handshakeDone;
  }

  readonly handle: AbciHandler = async (request, signal) => {
    const { context } = this;
    if (request.flush) return Response.fromPartial({ flush: {} });
    if (request.echo) return Response.fromPartial({ echo: { message: request.echo.message } });
    if (request.info) {
      const answer = await info(request.info, context, signal);
      this.handshakeDone = true;
      return Response.fromPartial({ info: answer });
    }
    if (request.initChain) {
      const asked = request.initChain;
      return this.inTurn(signal, async () => ({ initChain: await initChain(asked, context, signal) }));
    }
    if (request.prepareProposal) {
      const asked = request.prepareProposal;
      return this.inTurn(signal, async () => ({
        prepareProposal: await prepareProposal(asked, context, signal),
      }));
    }
    if (request.processProposal) {
      const asked = request.processProposal;
      return this.inTurn(signal, async () => ({
        processProposal: await processProposal(asked, context, signal),
      }));
    }
    if (request.finalizeBlock) {
      const asked = request.finalizeBlock;
      return this.inTurn(signal, async () => ({
        finalizeBlock: await finalizeBlock(asked, context, signal),
      }));
    }
    if (request.commit) return this.inTurn(signal, async () => ({ commit: await commit(context) }));
    const { snapshots } = context;
    if (snapshots && request.listSnapshots) {
      return Response.fromPartial({ listSnapshots: await listSnapshots(snapshots.shelf) });
    }
    if (snapshots && request.loadSnapshotChunk) {
      const asked = request.loadSnapshotChunk;
      return Response.fromPartial({ loadSnapshotChunk: await loadSnapshotChunk(asked, snapshots.shelf) });
    }
    if (snapshots && request.offerSnapshot) {
      const offerSnapshot = snapshots.restore.offer(request.offerSnapshot);
      return this.inTurn(signal, async () => ({ offerSnapshot }));
    }
    if (snapshots && request.applySnapshotChunk) {
      const asked = request.applySnapshotChunk;
      return this.inTurn(signal, async () => ({
        applySnapshotChunk: await snapshots.restore.apply(asked, signal),
      }));
    }
    return staticAnswer(request);
  };

  // A CometBFT that died leaves its last request running; the next one must not meet it half-way.
  private inTurn(signal: AbortSignal, work: () => Promise<Partial<Response>>): Promise<Response> {
    const result = this.turn.then(async () => {
      signal.throwIfAborted();
      return Response.fromPartial(await work());
    });
    this.turn = result.catch(() => {});
    return result;
  }
}

// Transactions live in geth's pool; snapshots are offered only where the configuration says so.
function staticAnswer(request: Request): Response {
  if (request.query) {
    return Response.fromPartial({ query: { code: 1, log: "ask the JSON-RPC of geth" } });
  }
  if (request.checkTx) {
    return Response.fromPartial({ checkTx: { code: 1, log: "send transactions to the JSON-RPC of geth" } });
  }
  if (request.listSnapshots) return Response.fromPartial({ listSnapshots: {} });
  if (request.offerSnapshot) return Response.fromPartial({ offerSnapshot: { result: 3 } });
  if (request.loadSnapshotChunk) return Response.fromPartial({ loadSnapshotChunk: {} });
  if (request.applySnapshotChunk) return Response.fromPartial({ applySnapshotChunk: { result: 2 } });
  if (request.extendVote) return Response.fromPartial({ extendVote: {} });
  if (request.verifyVoteExtension) {
    return Response.fromPartial({ verifyVoteExtension: { status: VerifyStatus.ACCEPT } });
  }
  throw new UnknownRequestError();
}
