import { RebuildError, type Rebuilt } from "./rebuild";

/**
 * genesis.json for a consensus that begins anew above a rebuilt state; the same on every host that rebuilt to there.
 * @throws REBUILD
 */
export function renderNewGenesis(
  genesis: Record<string, unknown>,
  { height, blockTime, evmHeight }: Pick<Rebuilt, "height" | "blockTime" | "evmHeight">,
): string {
  if (height === 0) {
    throw new RebuildError(
      "REBUILD",
      "No blob carries the application state: consensus cannot begin above it.",
    );
  }
  const begun = {
    ...genesis,
    genesis_time: blockTime,
    initial_height: String(height + 1),
    // For hosts that join later: up to here they rebuild, and take the rest from their peers.
    app_state: { ...(genesis.app_state as object), rebuiltTo: evmHeight },
  };
  return `${JSON.stringify(begun, null, 2)}\n`;
}
