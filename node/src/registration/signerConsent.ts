import { secp256k1 } from "@noble/curves/secp256k1";
import { keccak_256 } from "@noble/hashes/sha3";

export interface ConsentRequest {
  chainId: bigint;
  /** AndeConsensus. */
  consensus: string;
  /** Owner of the validator, whose hot key the signing key is to be. */
  validator: string;
}

/** The hot key's consent to serve a validator, as `AndeConsensus.setSigner` wants it (EIP-712). */
export function signConsent(request: ConsentRequest, hotKey: Uint8Array): string {
  const domain = hash(
    hashText("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
    hashText("AndeConsensus"),
    hashText("1"),
    word(request.chainId.toString(16)),
    word(request.consensus),
  );
  const message = hash(hashText("SignerConsent(address validator)"), word(request.validator));
  const { r, s, recovery } = secp256k1.sign(hash(Buffer.from("1901", "hex"), domain, message), hotKey);
  return `0x${hexWord(r)}${hexWord(s)}${(27 + recovery).toString(16)}`;
}

const hash = (...parts: Uint8Array[]): Buffer => Buffer.from(keccak_256(Buffer.concat(parts)));
const hashText = (text: string): Buffer => hash(Buffer.from(text, "utf8"));
const word = (hex: string): Buffer => Buffer.from(hex.replace(/^0x/, "").padStart(64, "0"), "hex");
const hexWord = (value: bigint): string => value.toString(16).padStart(64, "0");
