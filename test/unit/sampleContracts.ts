import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AbiCoder, dataSlice, Interface, id, keccak256, ZeroHash } from "ethers";
import type { Sending } from "../../infra/resources/chain/sending";
import { contractAddress, initCodeOf, proxyAddress } from "../../infra/resources/contracts/contractAddress";
import type { ContractInputs } from "../../infra/resources/contracts/deployContract";
import type { StateItem } from "../../infra/resources/contracts/settleState";

const projectFolder = join(__dirname, "../..");

/** An upgradeable contract with a number and a role, as small as one can be. */
const sampleSource = `// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;
import { AccessControl } from "@openzeppelin/contracts/access/AccessControl.sol";
import { UUPSUpgradeable } from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
abstract contract Sample is UUPSUpgradeable, AccessControl {
    error LimitTooHigh(uint256 limit, uint256 most);
    uint256 public limit;
    bool private _isDone;
    function initialize(address admin, uint256 limit_) external {
        require(!_isDone);
        _isDone = true;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        limit = limit_;
    }
    function setLimit(uint256 limit_) external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (limit_ > 1000) revert LimitTooHigh(limit_, 1000);
        limit = limit_;
    }
    function _authorizeUpgrade(address) internal override onlyRole(DEFAULT_ADMIN_ROLE) { }
}
contract Sample1 is Sample {
    function version() external pure returns (uint256) { return 1; }
}
contract Sample2 is Sample {
    function version() external pure returns (uint256) { return 2; }
}
`;

interface Compiled {
  bytecode: { object: string };
  deployedBytecode: { object: string };
}

type Output = {
  contracts: Record<string, Record<string, { evm: Compiled }>>;
  errors?: { severity: string; formattedMessage: string }[];
};

/** Compiles sources as forge would, all in one run of the compiler. */
export function compileContracts(sources: Record<string, string>): Record<string, Compiled> {
  const solc = require("solc") as {
    compile(input: string, options: { import(path: string): { contents: string } }): string;
  };
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(Object.entries(sources).map(([file, content]) => [file, { content }])),
    settings: {
      evmVersion: "prague",
      optimizer: { enabled: true, runs: 200 },
      metadata: { bytecodeHash: "none", appendCBOR: false },
      outputSelection: { "*": { "*": ["evm.bytecode.object", "evm.deployedBytecode.object"] } },
    },
  };
  const find = (path: string) => ({
    contents: read(path.startsWith("@") ? join("node_modules", path) : path),
  });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: find })) as Output;
  const wrong = output.errors?.find(({ severity }) => severity === "error");
  if (wrong) throw new Error(wrong.formattedMessage);
  const found = Object.values(output.contracts).flatMap((contracts) => Object.entries(contracts));
  return Object.fromEntries(
    found.map(([name, { evm }]) => [
      name,
      {
        bytecode: { object: `0x${evm.bytecode.object}` },
        deployedBytecode: { object: `0x${evm.deployedBytecode.object}` },
      },
    ]),
  );
}

const read = (path: string): string => readFileSync(join(projectFolder, path), "utf8");

/** Compiles to files as forge writes them, and tells their paths. */
export function compileSamples(folder: string): Record<"Sample1" | "Sample2" | "Factory" | "Proxy", string> {
  const factory = "contracts/src/deploy/ProxyFactory.sol";
  const made = compileContracts({ "Sample.sol": sampleSource, [factory]: read(factory) });
  const all = {
    Sample1: made.Sample1,
    Sample2: made.Sample2,
    Factory: made.ProxyFactory,
    Proxy: made.AndeProxy,
  };
  mkdirSync(folder, { recursive: true });
  return Object.fromEntries(
    Object.entries(all).map(([name, artifact]) => {
      const file = join(folder, `${name}.json`);
      writeFileSync(file, JSON.stringify(artifact));
      return [name, file];
    }),
  ) as ReturnType<typeof compileSamples>;
}

export const readCompiled = (file: string): Compiled => JSON.parse(readFileSync(file, "utf8")) as Compiled;

export const sampleAbi = new Interface([
  "function initialize(address admin, uint256 limit)",
  "function setLimit(uint256 limit)",
  "function limit() view returns (uint256)",
  "function version() view returns (uint256)",
  "function hasRole(bytes32 role, address account) view returns (bool)",
  "function grantRole(bytes32 role, address account)",
  "error LimitTooHigh(uint256 limit, uint256 most)",
]);

export interface SampleOptions {
  artifact: string;
  salt?: string;
  limit?: number;
  /** Proxied when given. */
  proxy?: { factory: string; artifact: string };
  admin?: string;
}

/** Inputs of a Contract of one artifact. */
export function sampleInputs(
  chain: { rpcUrl: string; chainId: number },
  sending: Sending,
  { artifact, salt = ZeroHash, limit = 5, proxy, admin = sending.admin.address }: SampleOptions,
): ContractInputs {
  const { bytecode } = readCompiled(artifact);
  const code = { bytecode: bytecode.object, constructorArgs: "0x", salt };
  const implementation = contractAddress(code);
  const inputs: ContractInputs = {
    name: "Sample",
    rpcUrl: chain.rpcUrl,
    chainId: chain.chainId,
    sending,
    address: implementation,
    implementation,
    artifact,
    initCodeHash: keccak256(initCodeOf(code)),
    constructorArgs: "0x",
    salt,
  };
  if (!proxy) return inputs;
  const made = readCompiled(proxy.artifact);
  const sender =
    sending.sink === "calldata"
      ? (sending.admin.proposer ?? sending.admin.address)
      : sending.deployer.address;
  return {
    ...inputs,
    address: proxyAddress({ factory: proxy.factory, sender, salt, bytecode: made.bytecode.object }),
    proxy: {
      factory: proxy.factory,
      salt,
      initData: sampleAbi.encodeFunctionData("initialize", [admin, limit]),
      codeHash: keccak256(made.deployedBytecode.object),
    },
    owner: {
      call: sampleAbi.encodeFunctionData("hasRole", [ZeroHash, sending.admin.address]),
      expected: AbiCoder.defaultAbiCoder().encode(["bool"], [true]),
      described: `hasRole(0x00, ${sending.admin.address}) = true`,
    },
  };
}

/** A role that somebody of this name has. */
export function roleItem(address: string, name: string): StateItem {
  const role = [id(name), dataSlice(id(name), 12)];
  return {
    kind: "value",
    label: name,
    read: { to: address, data: sampleAbi.encodeFunctionData("hasRole", role) },
    types: ["bool"],
    expected: AbiCoder.defaultAbiCoder().encode(["bool"], [true]),
    write: {
      by: "admin",
      to: address,
      data: sampleAbi.encodeFunctionData("grantRole", role),
      valueWei: "0",
      description: `Sample.grantRole(${name})`,
    },
  };
}

/** The sample's number as something to be kept. */
export const limitItem = (address: string, limit: number): StateItem => ({
  kind: "value",
  label: "limit",
  read: { to: address, data: sampleAbi.encodeFunctionData("limit") },
  types: ["uint256"],
  expected: AbiCoder.defaultAbiCoder().encode(["uint256"], [limit]),
  write: {
    by: "admin",
    to: address,
    data: sampleAbi.encodeFunctionData("setLimit", [limit]),
    valueWei: "0",
    description: `Sample.setLimit(${limit})`,
  },
});
