import type { AppState } from "../state";
import { LeaseView } from "./leaseView";

const state = {
  validators: {
    AA: { evmAddress: "0x1", power: 1, eligible: true },
    BB: { evmAddress: "0x2", power: 1, eligible: true },
  },
  leaseRules: { blocks: 100, missesToFailOver: 10 },
  lease: {
    epoch: 3,
    holder: "AA",
    startHeight: 201,
    lastBlockHeight: 250,
    missed: { BB: 2, AA: 1 },
    failed: [],
  },
} as unknown as AppState;

describe("LeaseView", () => {
  test("tells who holds, whether that is this node, and until when", () => {
    const view = new LeaseView({ committed: state }, "0x1");
    expect([view.epoch, view.holder, view.missed, view.nextRotationHeight]).toEqual([3, "AA", 3, 301]);
    expect(view.heldEpoch).toBe(3);
    expect(new LeaseView({ committed: state }, "0x2").heldEpoch).toBeUndefined();
  });

  test("tells the height of a planned hand-over as the next rotation", () => {
    const lease = { ...state.lease, planned: { at: 260 } };
    expect(new LeaseView({ committed: { ...state, lease } }, "0x1").nextRotationHeight).toBe(260);
  });

  test("knows of no holder before the chain has begun", () => {
    const view = new LeaseView({ committed: undefined }, "0x1");
    expect([view.holder, view.heldEpoch, view.missed]).toEqual([undefined, undefined, 0]);
  });
});
