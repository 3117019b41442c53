import { secp256k1 } from "@noble/curves/secp256k1";
import { keccak_256 } from "@noble/hashes/sha3";
import { encodeNumber, encodeRlp, type RlpItem } from "./rlp";

export interface CallTransaction {
  chainId: bigint;
  nonce: bigint;
  maxPriorityFeePerGas: bigint;
  maxFeePerGas: bigint;
  gasLimit: bigint;
  /** 20 bytes. */
  to: Uint8Array;
  data: Uint8Array;
}

/** A call without value as an EIP-1559 transaction, ready to be sent. */
export function signTransaction(transaction: CallTransaction, privateKey: Uint8Array): string {
  const fields: RlpItem[] = [
    encodeNumber(transaction.chainId),
    encodeNumber(transaction.nonce),
    encodeNumber(transaction.maxPriorityFeePerGas),
    encodeNumber(transaction.maxFeePerGas),
    encodeNumber(transaction.gasLimit),
    transaction.to,
    encodeNumber(0n),
    transaction.data,
    [],
  ];
  const signature = secp256k1.sign(keccak_256(typed(fields)), privateKey);
  const { r, s, recovery } = signature;
  const signed = [...fields, encodeNumber(BigInt(recovery)), encodeNumber(r), encodeNumber(s)];
  return `0x${typed(signed).toString("hex")}`;
}

// https://eips.ethereum.org/EIPS/eip-1559
const typed = (fields: RlpItem[]): Buffer => Buffer.concat([Buffer.from([2]), encodeRlp(fields)]);
