import { first, second, stateAt, third, witness } from "../testing/mirrorWorld";
import { isDue } from "./turns";

const { validators } = stateAt(1, { epoch: 1, holder: second });
const holder = second.consensusAddress;
const all = [first, second, third, witness].map(({ consensusAddress }) => consensusAddress);

describe("isDue", () => {
  test("is the holder's at once, then one more's with each block, in the order of rotation", () => {
    const due = (lateBlocks: number) =>
      all.filter((own) => isDue(own, { holder, validators, lateBlocks })).map((own) => all.indexOf(own));
    expect([1, 9, 10, 11, 50].map(due)).toEqual([[1], [1], [1, 2], [0, 1, 2], [0, 1, 2]]);
  });

  test("is never a stranger's", () => {
    expect(isDue(undefined, { holder, validators, lateBlocks: 99 })).toBe(false);
    expect(isDue("FF", { holder, validators, lateBlocks: 99 })).toBe(false);
  });
});
