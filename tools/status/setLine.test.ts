import type { StatusReport } from "../hosts/statusReport";
import { renderSetLine } from "./setLine";

const members = [
  { consensusAddress: "AA", power: 1 },
  { consensusAddress: "BB", power: 2 },
];
const set: NonNullable<StatusReport["validatorSet"]> = {
  source: "contract",
  totalPower: 3,
  members,
  pending: null,
};
const contractSet = { epoch: 4, registered: 3, powers: { AA: 1, BB: 2 } };
const reportOf = (status: Partial<StatusReport>) => ({
  status: { name: "one", consensusAddress: "AA", height: 9, validatorSet: set, ...status } as StatusReport,
  contractSet,
});

describe("renderSetLine", () => {
  test("tells CometBFT's set and the contract's epoch and set beside it", () => {
    expect(renderSetLine([{}, reportOf({})])).toBe(
      "validators: 2 at CometBFT, power 3, from the contract; AndeConsensus, epoch 4: 2 active of 3 registered, power 3",
    );
  });

  test("names who differs, and the set to come", () => {
    const pending = { from: 12, members: [members[0]!] };
    const report = reportOf({ validatorSet: { ...set, pending } });
    expect(renderSetLine([{ ...report, contractSet: { ...contractSet, powers: { AA: 5, CC: 1 } } }])).toBe(
      "validators: 2 at CometBFT, power 3, from the contract; " +
        "AndeConsensus, epoch 4: 2 active of 3 registered, power 6 " +
        "(differs: one has 1 at CometBFT, 5 there, BB has 2 at CometBFT, 0 there, CC has 0 at CometBFT, 1 there); " +
        "next set (1) from height 12 on",
    );
  });

  test("leaves out a contract that is on no chain of the network, and says nothing where no node tells of a set", () => {
    const { status } = reportOf({ validatorSet: { ...set, source: "genesis" } });
    expect(renderSetLine([{ status }])).toBe("validators: 2 at CometBFT, power 3, from the genesis");
    expect(renderSetLine([reportOf({ validatorSet: null }), {}])).toBeUndefined();
  });
});
