import { parseNatSpec } from "./contracts/natSpec";
import { renderContractsReference } from "./contractsReference";

describe("parseNatSpec", () => {
  test("reads kinds, names, parameters over several lines, and what belongs to each", () => {
    const source = [
      "/// @title A thing",
      "/// @notice It does",
      "/// much.",
      "interface IThing {",
      "    /// @notice Too late.",
      "    /// @param endedAt Unix seconds",
      "    error TooLate(uint64 endedAt);",
      "    uint256 constant undocumented = 1;",
      "    /// @notice Goes",
      "    /// @param a one",
      "    /// @param b two",
      "    function go(",
      "        uint256 a,",
      "        uint256 b",
      "    ) external;",
      "}",
    ].join("\n");
    expect(parseNatSpec(source)).toEqual([
      {
        kind: "interface",
        name: "IThing",
        parameters: "",
        title: "A thing",
        notice: "It does much.",
        params: {},
      },
      {
        kind: "error",
        name: "TooLate",
        parameters: "uint64 endedAt",
        title: "",
        notice: "Too late.",
        params: { endedAt: "Unix seconds" },
      },
      {
        kind: "function",
        name: "go",
        parameters: "uint256 a, uint256 b",
        title: "",
        notice: "Goes",
        params: { a: "one", b: "two" },
      },
    ]);
  });
});

describe("renderContractsReference", () => {
  const text = renderContractsReference();

  test("gives the selectors that the originals have", () => {
    for (const selector of [
      "0x9de70258",
      "0x3b10244b",
      "0xb3c82fd0",
      "0x5d21b76a",
      "0x1a5425c5",
      "0x09bbd6a0",
    ]) {
      expect(text).toContain(`\`${selector}\``);
    }
  });

  test("leaves no function without a selector and no row without words", () => {
    expect(text).not.toMatch(/\| +\|/);
  });
});
