import { keccak_256 } from "@noble/hashes/sha3";
import { NodeError } from "../faults";
import { contractAbis } from "./abi";

export type ContractName = keyof typeof contractAbis;

/** The generated ABI does not have this name, or more than once: the node and the contracts are of different commits. */
export class AbiError extends NodeError<"ABI"> {
  constructor(contract: string, what: string) {
    super("ABI", `${contract} does not have one ${what}.`, { fix: "make abi, and build the node anew." });
  }
}

/** The one line of the ABI about this name. @throws ABI */
export function declarationOf(contract: ContractName, kind: "function" | "error", name: string): string {
  const [line, ...more] = contractAbis[contract].filter((each) => each.startsWith(`${kind} ${name}(`));
  if (!line || more.length > 0) throw new AbiError(contract, `${kind} ${name}`);
  return line;
}

/** First four bytes of a call or of a custom error, 0x-hex. @throws ABI */
export function selectorOf(contract: ContractName, kind: "function" | "error", name: string): string {
  const line = declarationOf(contract, kind, name);
  const signature = `${name}${parametersOf(line.slice(kind.length + 1 + name.length))}`;
  return `0x${Buffer.from(keccak_256(signature)).subarray(0, 4).toString("hex")}`;
}

// Types alone: "(bytes header, uint256 epoch) proof" is "(bytes,uint256)".
function parametersOf(text: string): string {
  let depth = 0;
  const end = [...text].findIndex((letter) => {
    if (letter === "(") depth += 1;
    if (letter === ")") depth -= 1;
    return depth === 0;
  });
  return text
    .slice(0, end + 1)
    .replaceAll(", ", ",")
    .replaceAll(/ \w+(?=[,)])/g, "");
}

/** A value of the ABI: a word as it stands, bytes of any length, or several together. */
export type AbiValue = { word: Buffer } | { bytes: Buffer } | { tuple: AbiValue[] };

export const uint = (value: number | bigint): AbiValue => ({
  word: Buffer.from(BigInt(value).toString(16).padStart(64, "0"), "hex"),
});
/** `bytes1` to `bytes32`: they stand at the word's left. */
export const fixedBytes = (value: Uint8Array): AbiValue => ({
  word: Buffer.concat([value, Buffer.alloc(32 - value.length)]),
});

/** https://docs.soliditylang.org/en/latest/abi-spec.html */
export function encodeTuple(values: readonly AbiValue[]): Buffer {
  const tails: Buffer[] = [];
  let offset = 32 * values.length;
  const heads = values.map((value) => {
    if ("word" in value) return value.word;
    const tail = "bytes" in value ? encodeBytes(value.bytes) : encodeTuple(value.tuple);
    const head = (uint(offset) as { word: Buffer }).word;
    offset += tail.length;
    tails.push(tail);
    return head;
  });
  return Buffer.concat([...heads, ...tails]);
}

/** The words of an answer. */
export function readWords(answer: string): bigint[] {
  return (answer.slice(2).match(/.{64}/g) ?? []).map((word) => BigInt(`0x${word}`));
}

function encodeBytes(bytes: Buffer): Buffer {
  const { word } = uint(bytes.length) as { word: Buffer };
  return Buffer.concat([word, bytes, Buffer.alloc((32 - (bytes.length % 32)) % 32)]);
}
