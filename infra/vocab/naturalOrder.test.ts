import fc from "fast-check";
import { compareNames } from "./naturalOrder";

describe("compareNames", () => {
  test("counts as people do", () => {
    expect(["a-10", "a-2", "b-1", "a-1", "a"].sort(compareNames)).toEqual(["a", "a-1", "a-2", "a-10", "b-1"]);
  });

  test("orders any names the same from any start", () => {
    const name = fc.stringMatching(/^[a-z]{1,3}-[0-9]{1,3}$/);
    fc.assert(
      fc.property(fc.uniqueArray(name), (names) => {
        expect([...names].reverse().sort(compareNames)).toEqual([...names].sort(compareNames));
      }),
    );
  });
});
