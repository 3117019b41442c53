import { keccak_256 } from "@noble/hashes/sha3";
import { NodeError } from "../faults";
import { encodeNumber, encodeRlp } from "../registration/rlp";

/** A block as `eth_getBlockByNumber` tells it. */
export type BlockJson = Record<string, unknown> & { hash: string; number: string };

/** geth describes a block otherwise than its hash does. */
export class HeaderError extends NodeError<"HEADER"> {
  constructor(at: { number: string; hash: string; made: string }) {
    super("HEADER", `The header of block ${Number(at.number)} cannot be written as its hash has it.`, {
      details: [`geth's hash: ${at.hash}`, `hash of what was written: ${at.made}`],
      fix: "A fork of the chain added a field to headers: add it to node/src/mirror/encodeHeader.ts.",
    });
  }
}

type Kind = "bytes" | "number";

// Prague's header, in order.
const fields: [name: string, kind: Kind][] = [
  ["parentHash", "bytes"],
  ["sha3Uncles", "bytes"],
  ["miner", "bytes"],
  ["stateRoot", "bytes"],
  ["transactionsRoot", "bytes"],
  ["receiptsRoot", "bytes"],
  ["logsBloom", "bytes"],
  ["difficulty", "number"],
  ["number", "number"],
  ["gasLimit", "number"],
  ["gasUsed", "number"],
  ["timestamp", "number"],
  ["extraData", "bytes"],
  ["mixHash", "bytes"],
  ["nonce", "bytes"],
  ["baseFeePerGas", "number"],
  ["withdrawalsRoot", "bytes"],
  ["blobGasUsed", "number"],
  ["excessBlobGas", "number"],
  ["parentBeaconBlockRoot", "bytes"],
  ["requestsHash", "bytes"],
];

/** RLP of the block's header. @throws HEADER */
export function encodeHeader(block: BlockJson): Buffer {
  const header = encodeRlp(
    fields.map(([name, kind]) => {
      const text = String(block[name] ?? "0x");
      if (kind === "number") return encodeNumber(text === "0x" ? 0n : BigInt(text));
      return Buffer.from(text.slice(2), "hex");
    }),
  );
  const made = `0x${Buffer.from(keccak_256(header)).toString("hex")}`;
  if (made !== block.hash) throw new HeaderError({ number: block.number, hash: block.hash, made });
  return header;
}
