import { NodeError } from "../faults";
import { AbiError, type ContractName, declarationOf, selectorOf } from "./callData";

/** A view without arguments that returns nothing but arrays of one-word values. */
export interface ArrayView {
  /** First four bytes of a call. */
  selector: string;
  /** So many arrays come back. */
  arrays: number;
}

/** What a contract answered is not what the ABI says of it. */
export class ViewFormatError extends NodeError<"VIEW_FORMAT"> {
  constructor(what: string) {
    super("VIEW_FORMAT", `The contract's answer cannot be read: ${what}.`);
  }
}

const isArrayOfWords = /^(address|uint256|bytes32)\[\]( |$)/;

/** The view as its contract declares it. @throws ABI where it declares none that returns arrays */
export function arrayView(contract: ContractName, name: string): ArrayView {
  const declared = declarationOf(contract, "function", name);
  const returned = declared.match(/\(\) view returns \((.*)\)$/)?.[1]?.split(", ") ?? [];
  if (returned.length === 0 || !returned.every((one) => isArrayOfWords.test(one))) {
    throw new AbiError(contract, `view ${name}() that returns arrays`);
  }
  return { selector: selectorOf(contract, "function", name), arrays: returned.length };
}

const wordBytes = 32;
// A contract may answer anything; nothing that a set can be is longer.
const maxItems = 10_000;

/** The arrays of an answer, each item one word in hex. @throws VIEW_FORMAT */
export function decodeArrays(answer: string, { arrays }: ArrayView): string[][] {
  const bytes = Buffer.from(answer.slice(2), "hex");
  const word = (at: number): Buffer => {
    if (at < 0 || at + wordBytes > bytes.length) throw new ViewFormatError("it is too short");
    return bytes.subarray(at, at + wordBytes);
  };
  const number = (at: number): number => {
    const value = BigInt(`0x${word(at).toString("hex")}`);
    if (value > BigInt(bytes.length)) throw new ViewFormatError("a place lies beyond its end");
    return Number(value);
  };
  return Array.from({ length: arrays }, (_, index) => {
    const start = number(index * wordBytes);
    const length = number(start);
    if (length > maxItems) throw new ViewFormatError(`${length} items`);
    return Array.from({ length }, (_, item) => `0x${word(start + (1 + item) * wordBytes).toString("hex")}`);
  });
}

/** The low 20 bytes of a word. @throws VIEW_FORMAT */
export function addressOfWord(word: string): string {
  if (!/^0x0{24}/.test(word)) throw new ViewFormatError(`${word} is no address`);
  return `0x${word.slice(26)}`;
}
