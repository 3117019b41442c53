import { judge, placeOf } from "./judge";

const unchecked = {
  check: "unchecked-lowlevel",
  impact: "Medium",
  description: "Vault.pay(address) (contracts/src/Vault.sol#3-5) ignores return value by\n\t- to.call()\n",
};

describe("placeOf", () => {
  test("reads the function of a contract that a finding is about", () => {
    expect(placeOf(unchecked)).toBe("Vault.pay");
    expect(placeOf({ description: "Reentrancy in Vault.pay(address) (…):" })).toBe("Vault.pay");
  });
});

describe("judge", () => {
  test("what nobody judged is a fault; what is judged is none, by function or by contract", () => {
    expect(judge([unchecked], []).faults).toEqual([
      "Medium unchecked-lowlevel: Vault.pay(address) (contracts/src/Vault.sol#3-5) ignores return value by - to.call()",
    ]);
    const judged = { check: "unchecked-lowlevel", why: "a test" };
    for (const where of ["Vault.pay", "Vault.*"])
      expect(judge([unchecked], [{ ...judged, where }])).toEqual({ faults: [], stale: [] });
    expect(judge([unchecked], [{ ...judged, where: "Vaults.*" }]).faults).toHaveLength(1);
  });

  test("a judgement without its finding has to go", () => {
    const gone = { check: "reentrancy-eth", where: "Vault.pay", why: "a test" };
    expect(judge([], [gone]).stale).toEqual(["reentrancy-eth in Vault.pay is accepted, and no longer found"]);
  });
});
