import type { BuiltPayload } from "../payload/payload";
import type { EvmHead } from "../state";

// Samples for tests; nothing of the program imports them.
const hash = (digit: string) => `0x${digit.repeat(64)}`;

export const sampleHead: EvmHead = { number: 6, hash: hash("a"), timestamp: 1000, stateRoot: hash("b") };

/** A payload that passes every check on `sampleHead` at header time 1002. */
export function samplePayload(change: Partial<BuiltPayload["payload"]> = {}): BuiltPayload {
  return {
    payload: {
      parentHash: sampleHead.hash,
      feeRecipient: `0x${"1".repeat(40)}`,
      stateRoot: hash("c"),
      receiptsRoot: hash("d"),
      logsBloom: `0x${"00".repeat(256)}`,
      prevRandao: sampleHead.hash,
      blockNumber: "0x7",
      gasLimit: "0x3938700",
      gasUsed: "0x0",
      timestamp: "0x3ea",
      extraData: "0x",
      baseFeePerGas: "0x7",
      blockHash: hash("e"),
      transactions: ["0x02f86b"],
      withdrawals: [],
      blobGasUsed: "0x0",
      excessBlobGas: "0x0",
      ...change,
    },
    executionRequests: [],
  };
}
