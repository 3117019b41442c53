import solc from "solc";
import { type BuildInfo, checkUpgrade, readStorageLayouts, UpgradeUnsafeError } from "./storageLayout";

const proxiable = `
abstract contract Proxiable {
  function upgradeTo(address next) external virtual;
}`;

/** A contract with one namespace of these members, as the compiler sees it. */
function compile(members: string, more = ""): BuildInfo {
  const content = `// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;
${proxiable}
contract Vault is Proxiable {
  struct Entry { uint128 amount; uint64 since; }
  /// @custom:storage-location erc7201:example.storage.Vault
  struct VaultStorage { ${members} }
  ${more}
  function upgradeTo(address) external override {}
}`;
  const input = {
    language: "Solidity",
    sources: { "Vault.sol": { content } },
    settings: { outputSelection: { "*": { "": ["ast"], "*": ["evm.bytecode", "storageLayout"] } } },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  expect((output.errors ?? []).filter(({ severity }: { severity: string }) => severity === "error")).toEqual(
    [],
  );
  return { solcVersion: "0.8.30", input, output } as unknown as BuildInfo;
}

const layoutOf = (members: string) => readStorageLayouts(compile(members), ["Vault"]);
const accepted = layoutOf("address owner; mapping(address => Entry) entries; uint256 total;");

describe("an upgrade", () => {
  test("may add a member at the end, and change nothing else", () => {
    checkUpgrade(
      accepted,
      layoutOf("address owner; mapping(address => Entry) entries; uint256 total; bool paused;"),
    );
  });

  test.each([
    [
      "two members change places",
      "mapping(address => Entry) entries; address owner; uint256 total;",
      /owner/,
    ],
    ["a member goes", "address owner; uint256 total;", /entries/],
    [
      "a member has another type",
      "address owner; mapping(address => Entry) entries; uint128 total;",
      /total/,
    ],
    [
      "a member comes between",
      "address owner; bool paused; mapping(address => Entry) entries; uint256 total;",
      /paused/,
    ],
  ])("is refused where %s", (_what, members, named) => {
    expect(() => checkUpgrade(accepted, layoutOf(members))).toThrow(UpgradeUnsafeError);
    expect(() => checkUpgrade(accepted, layoutOf(members))).toThrow(named);
  });

  test("is refused where a struct inside changed", () => {
    const inner = JSON.parse(JSON.stringify(accepted).replaceAll('"since"', '"until"'));
    expect(() => checkUpgrade(inner, accepted)).toThrow(/since/);
  });
});

describe("a layout", () => {
  test("is the same wherever the source stands", () => {
    const moved = compile(
      "address owner; mapping(address => Entry) entries; uint256 total;",
      "\n\nevent Moved();\n",
    );
    expect(readStorageLayouts(moved, ["Vault"])).toEqual(accepted);
  });

  test.each([
    ["a variable with a first value", "uint256 public fee = 3;", /state-variable-assignment fee/],
    ["a selfdestruct", "function end() external { selfdestruct(payable(msg.sender)); }", /selfdestruct/],
    ["a constructor", "uint256 public fee; constructor() { fee = 3; }", /constructor/],
  ])("is refused of a contract with %s", (_what, more, named) => {
    expect(() => readStorageLayouts(compile("address owner;", more), ["Vault"])).toThrow(named);
  });
});
