import { evmAddressOf, publicKeyOf } from "../keys/evmKey";
import type { HandOver } from "../lease/lease";
import { encodeAuthored, signClaim } from "../payload/authorship";
import { encodePayload } from "../payload/codec";
import { digestOf } from "../payload/envelope";
import type { BuiltPayload } from "../payload/payload";

// Authors for tests; nothing of the program imports them.

/** The author whose key is this byte, 32 times. */
export function sampleAuthor(byte: number) {
  const key = Buffer.alloc(32, byte);
  const consensusAddress = Buffer.alloc(20, byte).toString("hex").toUpperCase();
  const evmAddress = evmAddressOf(publicKeyOf("sample", key)).toLowerCase();
  return { key, consensusAddress, evmAddress, facts: { evmAddress, power: 1, eligible: true } };
}

/** A payload as this author signs it for chain `test-1`. */
export function authored(
  author: { key: Uint8Array; evmAddress: string },
  built: BuiltPayload,
  { height, epoch = 1, handOver }: { height: number; epoch?: number; handOver?: HandOver },
) {
  const own = { ...built, payload: { ...built.payload, feeRecipient: author.evmAddress } };
  const payload = encodePayload(own);
  const claim = { epoch, height, digest: digestOf(payload), ...(handOver && { handOver }) };
  const authorship = signClaim(claim, { chainId: "test-1", key: author.key });
  return { payload, authorship, built: own, tx: encodeAuthored(payload, authorship) };
}
