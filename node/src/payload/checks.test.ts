import { sampleHead, samplePayload } from "../testing/samplePayload";
import { checkPayload } from "./checks";

const author = { consensusAddress: "AA", evmAddress: `0x${"1".repeat(40)}` };
const context = { head: sampleHead, authors: [author], blockTimeMs: 1_002_400 };
const rulesOf = (...asked: Parameters<typeof checkPayload>) => checkPayload(...asked).map(({ rule }) => rule);
const faultsOf = (change: Parameters<typeof samplePayload>[0]) => rulesOf(samplePayload(change), context);

describe("checkPayload", () => {
  test("finds nothing in a good payload", () => {
    expect(faultsOf({})).toEqual([]);
  });

  test("refuses a number that is not the next", () => {
    expect(faultsOf({ blockNumber: "0x8" })).toEqual(["blockNumber: must be 7 (got 8)"]);
  });

  test("refuses another parent", () => {
    const other = `0x${"9".repeat(64)}`;
    expect(faultsOf({ parentHash: other })).toEqual([
      `parentHash: must be ${sampleHead.hash} (got ${other})`,
    ]);
  });

  test.each([
    ["0x3e8", 1000],
    ["0x3ee", 1006],
  ])("refuses timestamp %s outside the window of the header time", (timestamp, seconds) => {
    expect(faultsOf({ timestamp })).toEqual([`timestamp: must be 1001 to 1005 (got ${seconds})`]);
  });

  test("takes the parent's next second when header time lies behind it", () => {
    const late = { ...context, blockTimeMs: 900_000 };
    expect(rulesOf(samplePayload({ timestamp: "0x3e9" }), late)).toEqual([]);
    expect(rulesOf(samplePayload({ timestamp: "0x3ea" }), late)).toEqual([
      "timestamp: must be 1001 to 1001 (got 1002)",
    ]);
  });

  test("refuses a randomness of the proposer's choice", () => {
    const chosen = `0x${"7".repeat(64)}`;
    expect(faultsOf({ prevRandao: chosen })).toEqual([
      `prevRandao: must be ${sampleHead.hash} (got ${chosen})`,
    ]);
  });

  test("refuses fees for somebody who is not the author", () => {
    const thief = `0x${"2".repeat(40)}`;
    expect(faultsOf({ feeRecipient: thief })).toEqual([
      `feeRecipient: must be ${author.evmAddress} (got ${thief})`,
    ]);
  });

  test("refuses every payload where nobody may author", () => {
    expect(rulesOf(samplePayload(), { ...context, authors: [] })).toEqual([
      `feeRecipient: must be nobody (got ${author.evmAddress})`,
    ]);
  });

  test("refuses withdrawals, which would mint", () => {
    expect(faultsOf({ withdrawals: [{ amount: "0x1" }] })).toEqual(["withdrawals: must be none (got 1)"]);
  });

  test("refuses blob transactions and blob gas", () => {
    expect(faultsOf({ transactions: ["0x03f8"] })).toEqual([
      "transactions: must carry no blobs (got 1, blob gas 0)",
    ]);
    expect(faultsOf({ blobGasUsed: "0x20000" })).toEqual([
      "transactions: must carry no blobs (got 0, blob gas 131072)",
    ]);
  });

  test.each([
    ["replayed", { blockNumber: "0x6" }],
    ["wrong_parent", { parentHash: `0x${"9".repeat(64)}` }],
    ["wrong_parent", { blockNumber: "0x9" }],
    ["past_dated", { timestamp: "0x3e8" }],
    ["future_dated", { timestamp: "0x3ee" }],
    ["wrong_randomness", { prevRandao: `0x${"7".repeat(64)}` }],
    ["wrong_author", { feeRecipient: `0x${"2".repeat(40)}` }],
    ["withdrawals", { withdrawals: [{}] }],
    ["blobs", { blobGasUsed: "0x20000" }],
  ])("counts as %s what %j breaks", (reason, change) => {
    expect(checkPayload(samplePayload(change), context).map((fault) => fault.reason)).toEqual([reason]);
  });

  test("judges the author by who may author at this height", () => {
    const authors = [
      { consensusAddress: "BB", evmAddress: `0x${"2".repeat(40)}` },
      { consensusAddress: "AA", evmAddress: `0x${"1".repeat(40)}` },
    ];
    expect(checkPayload(samplePayload(), { ...context, authors })).toEqual([]);
    expect(rulesOf(samplePayload(), { ...context, authors: authors.slice(0, 1) })).toHaveLength(1);
  });
});
