import fc from "fast-check";
import { agreedTextOf, appHashOf } from "../state";
import { first, stateAt } from "../testing/mirrorWorld";
import { type CutLease, cutLease, LeaseTextError } from "./leaseText";

/** As ChainProofs.sol puts it together. */
const together = ({ before, epoch, failed, holder, between, startHeight }: CutLease) =>
  `${before}{"epoch":${epoch},"failed":${failed},"holder":"${holder}"${between}"startHeight":${startHeight}}]`;

const address = fc
  .integer({ min: 0, max: 255 })
  .map((byte) => Buffer.alloc(20, byte).toString("hex").toUpperCase());
const height = fc.integer({ min: 1, max: 2 ** 40 });
const lease = fc.record(
  {
    epoch: height,
    holder: address,
    startHeight: height,
    lastBlockHeight: height,
    missed: fc.dictionary(address, fc.integer({ min: 1, max: 9 })),
    failed: fc.array(address, { maxLength: 4 }),
    planned: fc.record({ at: height, to: address }, { requiredKeys: ["at"] }),
  },
  { requiredKeys: ["epoch", "holder", "startHeight", "lastBlockHeight", "missed", "failed"] },
);

describe("cutLease", () => {
  test("cuts every state's text so that the contract puts it together again", () => {
    fc.assert(
      fc.property(lease, (one) => {
        const state = { ...stateAt(7, { epoch: 1, holder: first }), lease: one };
        const text = agreedTextOf(state);
        const cut = cutLease(text);
        expect(together(cut)).toBe(text);
        expect(cut).toMatchObject({ epoch: one.epoch, holder: one.holder, startHeight: one.startHeight });
        expect(JSON.parse(cut.failed)).toEqual(one.failed);
      }),
    );
  });

  test("is of the text whose hash the header names", () => {
    const state = stateAt(7, { epoch: 3, holder: first });
    expect(appHashOf(state)).toBe(state.appHash);
    expect(cutLease(agreedTextOf(state)).epoch).toBe(3);
  });

  test.each(["", '["cordillera/2"]', '[{"epoch":1,"failed":[],"holder":"AA","startHeight":1}]'])(
    "refuses a text that ends otherwise: %s",
    (text) => {
      expect(() => cutLease(text)).toThrow(LeaseTextError);
    },
  );
});
