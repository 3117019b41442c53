import type { StatusReport } from "../hosts/statusReport";
import { renderLeaseLine } from "./leaseLine";

const lease: NonNullable<StatusReport["lease"]> = {
  epoch: 3,
  holder: "BB",
  holderName: "local-sequencer-2",
  startHeight: 201,
  missed: 1,
  missesToFailOver: 10,
  failed: [],
  nextRotationHeight: 301,
  handOverAt: null,
};
const reportOf = (status: Partial<StatusReport>) => ({
  status: { height: 240, lease, ...status } as StatusReport,
});

describe("renderLeaseLine", () => {
  test("tells holder, misses and next rotation as the furthest validator sees them", () => {
    const behind = reportOf({ height: 200, lease: { ...lease, epoch: 2, holderName: "local-sequencer-1" } });
    expect(renderLeaseLine([behind, reportOf({}), {}])).toBe(
      "lease 3: local-sequencer-2 writes the blocks from 201 on; 1 of 10 misses; next rotation at height 301 (in 61 blocks)",
    );
  });

  test("tells a planned hand-over, a holder that does not answer, and who is passed over", () => {
    const troubled = { ...lease, holderName: null, handOverAt: 250, failed: ["AA", "CC"] };
    const named = reportOf({ name: "local-sequencer-1", consensusAddress: "AA", lease: troubled });
    expect(renderLeaseLine([named])).toBe(
      "lease 3: BB writes the blocks from 201 on; 1 of 10 misses; planned hand-over at height 250 (in 10 blocks); passed over: local-sequencer-1, CC",
    );
  });

  test("says nothing where no node knows leases, or the chain has not begun", () => {
    expect(renderLeaseLine([reportOf({ lease: undefined }), reportOf({ lease: null }), {}])).toBeUndefined();
  });
});
