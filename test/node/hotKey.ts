import { parseEther, Wallet } from "ethers";
import { openChain } from "../../infra/resources/chain/chainClient";
import { placeOf, readEvmKey } from "../../node/src/keys/evmKeyFiles";
import { faucet } from "./faucet";
import type { LocalChain } from "./localChain";
import type { Validator } from "./validator";

/** Takes from a hot key what it was given and what it earned as an author. */
export async function emptyHotKey(chain: LocalChain, one: Validator): Promise<void> {
  const client = openChain({ rpcUrl: one.rpcUrl, chainId: chain.plan.chainId });
  try {
    const key = Buffer.from(readEvmKey(placeOf(one.at("keys")))).toString("hex");
    const wallet = new Wallet(`0x${key}`, client);
    const block = (await client.getBlock("latest"))!;
    const gasPrice = 2n * block.baseFeePerGas! + 10n ** 6n;
    const fee = { type: 0, gasLimit: 21_000n, gasPrice };
    const value = (await client.getBalance(wallet.address)) - fee.gasLimit * gasPrice;
    if (value > 0n) await (await wallet.sendTransaction({ ...fee, to: faucet.address, value })).wait();
  } finally {
    client.destroy();
  }
}

export async function fillHotKey(chain: LocalChain, one: Validator): Promise<void> {
  const client = openChain({ rpcUrl: one.rpcUrl, chainId: chain.plan.chainId });
  try {
    const sent = await faucet
      .connect(client)
      .sendTransaction({ to: one.identity.evmAddress, value: parseEther("1") });
    await sent.wait();
  } finally {
    client.destroy();
  }
}
