import type { Chain } from "../chain";
import type { Logger } from "../logger";
import { checkPosition } from "../payload/checks";
import type { AuthorContext } from "./authorContext";
import type { PayloadBox, WaitingPayload } from "./payloadBox";

/**
 * Has geth execute the holder's payload as soon as it is here, so that the proposal that carries it is judged at
 * once. Nothing hangs on it: a payload that was not executed ahead is executed when it is proposed.
 */
export async function executeAhead(
  { built, authorship }: WaitingPayload,
  {
    chain,
    execution,
    keeper,
    box,
    logger,
  }: Pick<AuthorContext, "execution" | "keeper"> & {
    chain: Chain;
    box: Pick<PayloadBox, "markValid">;
    logger: Logger;
  },
): Promise<void> {
  const state = chain.committed;
  if (!state || state.height + 1 !== authorship.height || !keeper.isLevel) return;
  if (checkPosition(built, state.head).length > 0) return;
  try {
    const verdict = await execution.newPayload({ ...built, parentBeaconBlockRoot: state.appHash });
    if (verdict.status !== "VALID" || chain.committed !== state) return;
    keeper.markExecuted(built.payload.blockHash);
    box.markValid(authorship.digest);
  } catch (error) {
    logger.debug("payload not executed ahead", { reason: (error as Error).message });
  }
}
