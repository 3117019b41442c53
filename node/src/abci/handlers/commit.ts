import { ResponseCommit } from "cosmjs-types/tendermint/abci/types";
import type { AppContext } from "../context";

/** Puts state and payload on disk, together, before CometBFT goes on. */
export async function commit({ chain, clock, metrics, onHead }: AppContext): Promise<ResponseCommit> {
  const state = await chain.commit(clock.monotonicMs());
  onHead();
  metrics.blockHeight.set(state.height);
  metrics.evmHeight.set(state.head.number);
  return ResponseCommit.fromPartial({ retainHeight: 0n });
}
