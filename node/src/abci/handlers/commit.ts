import { ResponseCommit } from "cosmjs-types/tendermint/abci/types";
import type { AppContext } from "../context";

/** Puts state and payload on disk, together, before CometBFT goes on. */
export async function commit({
  chain,
  clock,
  metrics,
  onHead,
  snapshots,
}: AppContext): Promise<ResponseCommit> {
  const state = await chain.commit(clock.monotonicMs());
  onHead();
  metrics.blockHeight.set(state.height);
  metrics.evmHeight.set(state.head.number);
  const retainHeight = (await snapshots?.retain.after(state.height)) ?? 0;
  return ResponseCommit.fromPartial({ retainHeight: BigInt(retainHeight) });
}
