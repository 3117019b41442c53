import { AbiCoder } from "ethers";
import { showAnswer } from "./showAnswer";

const encode = (types: string[], values: unknown[]) => AbiCoder.defaultAbiCoder().encode(types, values);

describe("showAnswer", () => {
  test("shows plain values as they are, several side by side", () => {
    expect(showAnswer(["uint256", "bool"], encode(["uint256", "bool"], [7, true]))).toBe("7, true");
  });

  test("shows structs and lists as JSON by name, so that a preview tells which part differs", () => {
    const type = "(address recipient, uint16 basisPoints)[]";
    const recipient = "0x00000000000000000000000000000000000000A1";
    expect(JSON.parse(showAnswer([type], encode([type], [[[recipient, 8000]]])))).toEqual([
      { recipient, basisPoints: "8000" },
    ]);
  });

  test("says so where nothing answers, and shows what it cannot read as it came", () => {
    expect(showAnswer(["uint256"], "0x")).toBe("nothing there");
    expect(showAnswer(["uint256"], "0x12")).toBe("0x12");
  });
});
