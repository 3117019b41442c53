import type { JsonRpcProvider } from "ethers";
import { walletSigner } from "./callSigner";
import { assertChain, openChain } from "./chainClient";
import { checkPlan } from "./checkPlan";
import { readDeployerKey } from "./deployerKey";
import { planOf, type Step } from "./deploymentPlan";
import { CallSender } from "./sendCall";
import type { Call, ChainInputs } from "./sending";
import { writeCalls } from "./writeCalls";

export interface ChainTurn {
  client: JsonRpcProvider;
  /** Sends calls in order and waits for their receipts; undefined where the sink sends nothing. */
  send: ((calls: readonly Call[]) => Promise<{ hash: string; blockNumber: number }[]>) | undefined;
}

/**
 * Opens the chain for the change of one resource. Before the first call of a turn the plan as a whole is checked;
 * a sink that sends nothing has written its report by the time `use` runs.
 * @throws RPC_UNREACHABLE, CHAIN_ID_DIFFERS, and what `checkPlan`, `readDeployerKey` and `CallSender` throw
 */
export async function withChain<T>(
  inputs: ChainInputs,
  own: readonly Step[],
  use: (turn: ChainTurn) => Promise<T>,
): Promise<T> {
  const { sending } = inputs;
  const client = openChain(inputs);
  try {
    await assertChain(client, inputs, sending.timeoutSeconds * 1000);
    if (sending.sink !== "broadcast") {
      const checked = await checkPlan(client, await planOf(sending, own), sending);
      await writeCalls(client, checked, { chainId: inputs.chainId, sending });
      return await use({ client, send: undefined });
    }
    let opened: CallSender | undefined;
    const open = async (): Promise<CallSender> => {
      const signer = walletSigner(await readDeployerKey(sending.deployer));
      const sender = new CallSender(client, inputs.chainId, signer, sending);
      await sender.settle();
      await checkPlan(client, await planOf(sending, own), sending);
      return sender;
    };
    const send = async (calls: readonly Call[]) => {
      if (calls.length === 0) return [];
      opened ??= await open();
      return opened.send(calls);
    };
    return await use({ client, send });
  } finally {
    client.destroy();
  }
}
