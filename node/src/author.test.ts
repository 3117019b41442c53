import { authorsAt } from "./author";

const state = {
  lease: { holder: "AA" },
  validators: {
    AA: { evmAddress: "0x11", power: 1, eligible: true },
    BB: { evmAddress: "0x22", power: 1, eligible: false },
  },
};

describe("authorsAt", () => {
  test("names the holder of the lease first, then the proposer of the round", () => {
    expect(authorsAt(state, { height: 5, proposer: "BB" })).toEqual([
      { consensusAddress: "AA", evmAddress: "0x11" },
      { consensusAddress: "BB", evmAddress: "0x22" },
    ]);
  });

  test("names a holder that proposes once", () => {
    expect(authorsAt(state, { height: 5, proposer: "AA" })).toEqual([
      { consensusAddress: "AA", evmAddress: "0x11" },
    ]);
  });

  test("leaves out a proposer that is no validator of the state", () => {
    expect(authorsAt(state, { height: 5, proposer: "CC" })).toHaveLength(1);
  });
});
