import { authorsAt } from "./author";

const state = {
  lease: { holder: "AA" },
  validators: {
    AA: { evmAddress: "0x11", power: 1, eligible: true },
    BB: { evmAddress: "0x22", power: 1, eligible: false },
  },
};

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
