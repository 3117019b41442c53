import { HDNodeWallet } from "ethers";

/** Funded in the genesis of every chain made here; the words are public. */
export const faucet = HDNodeWallet.fromPhrase("test test test test test test test test test test test junk");
