import { type RequestInfo, ResponseInfo } from "cosmjs-types/tendermint/abci/types";
import { version } from "../../version";
import type { AppContext } from "../context";
import { bytesOf } from "../wire";

/** Answers the handshake once geth stands where the store does, so that replay starts on firm ground. */
export async function info(
  _request: RequestInfo,
  context: AppContext,
  signal: AbortSignal,
): Promise<ResponseInfo> {
  await context.keeper.ensureLevel(signal);
  const { committed: state, handshakeHeight } = context.chain;
  context.onHead();
  return ResponseInfo.fromPartial({
    data: "cordillera",
    version,
    appVersion: 1n,
    lastBlockHeight: BigInt(handshakeHeight),
    lastBlockAppHash: state && handshakeHeight > 0 ? bytesOf(state.appHash) : new Uint8Array(),
  });
}
