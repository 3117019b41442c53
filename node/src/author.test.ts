import { authorsAt } from "./author";

const state = { authors: { AA: "0x11", BB: "0x22" } };

describe("authorsAt", () => {
  test("names the proposer of the round", () => {
    expect(authorsAt(state, { height: 5, proposer: "BB" })).toEqual([
      { consensusAddress: "BB", evmAddress: "0x22" },
    ]);
  });

  test("names nobody for a validator that genesis gave no author address", () => {
    expect(authorsAt(state, { height: 5, proposer: "CC" })).toEqual([]);
  });
});
