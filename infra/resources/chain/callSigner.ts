import type { Wallet } from "ethers";
import type { SentCall } from "./callJournal";

/** Whoever holds an account's key: a wallet here, or a host that keeps it. */
export interface CallSigner {
  address: string;
  /** Raw transactions, one per call, in order. */
  sign(calls: readonly SentCall[]): Promise<string[]>;
}

export const walletSigner = (wallet: Wallet): CallSigner => ({
  address: wallet.address,
  sign: (calls) =>
    Promise.all(
      calls.map((call) =>
        wallet.signTransaction({
          type: 2,
          chainId: call.chainId,
          nonce: call.nonce,
          to: call.to,
          data: call.data,
          value: BigInt(call.valueWei),
          gasLimit: BigInt(call.gasLimit),
          maxFeePerGas: BigInt(call.maxFeePerGas),
          maxPriorityFeePerGas: BigInt(call.maxPriorityFeePerGas),
        }),
      ),
    ),
});
