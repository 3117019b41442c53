import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ContractFactory, Wallet } from "ethers";
import { compileContracts, limitItem, sampleAbi } from "../../../test/unit/sampleContracts";
import { startTestChain, type TestChain } from "../../../test/unit/testChain";
import { settleState } from "../contracts/settleState";
import type { Sending } from "./sending";

jest.setTimeout(120_000);

const source = `// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;
import { TimelockController } from "@openzeppelin/contracts/governance/TimelockController.sol";
contract Lock is TimelockController {
    constructor(address[] memory who) TimelockController(60, who, who, address(0)) { }
}
contract Kept {
    uint256 public limit = 5;
    address private immutable admin;
    constructor(address admin_) { admin = admin_; }
    function setLimit(uint256 limit_) external { require(msg.sender == admin); limit = limit_; }
}
`;

let chain: TestChain;
let folder: string;
let sending: Sending;
let kept: string;
const multisig = "0x00000000000000000000000000000000000000A5";

beforeAll(async () => {
  chain = await startTestChain(1234);
  folder = await mkdtemp(join(tmpdir(), "timelock-"));
  const rich = new Wallet(chain.richKey, chain.rpc);
  const compiled = compileContracts({ "Lock.sol": source });
  const make = async (name: string, abi: string, args: unknown[]) => {
    const { bytecode } = compiled[name]!;
    const contract = await new ContractFactory([abi], bytecode.object, rich).deploy(...args);
    await contract.waitForDeployment();
    return contract.getAddress();
  };
  const lock = await make("Lock", "constructor(address[] who)", [[multisig]]);
  kept = await make("Kept", "constructor(address admin)", [lock]);
  sending = {
    sink: "calldata",
    deployer: { address: rich.address, keyVariable: "NONE" },
    admin: { address: lock, proposer: multisig, delaySeconds: 60 },
    fees: { maxFeeGwei: 100, maxPriorityFeeGwei: 1, replaceAfterSeconds: 30 },
    timeoutSeconds: 5,
    folder,
    callsFile: join(folder, "calls.json"),
  };
  await chain.rpc.send("anvil_impersonateAccount", [multisig]);
  await chain.rpc.send("anvil_setBalance", [multisig, "0xde0b6b3a7640000"]);
});
afterAll(async () => {
  chain?.stop();
  await rm(folder, { recursive: true, force: true });
});

const settle = (limit: number, at: Partial<Sending> = {}) =>
  settleState({
    name: "Kept",
    rpcUrl: chain.rpcUrl,
    chainId: chain.chainId,
    sending: { ...sending, ...at },
    items: [limitItem(kept, limit)],
  });
const calls = async () => JSON.parse(await readFile(sending.callsFile, "utf8"));
const descriptions = async () =>
  (await calls()).transactions.map(({ description }: { description: string }) => description);
const sendAsMultisig = async () => {
  for (const { to, data } of (await calls()).transactions) {
    await chain.rpc.send("eth_sendTransaction", [{ from: multisig, to, data }]);
    await chain.rpc.send("evm_mine", []);
  }
};
const limit = async () =>
  Number(await chain.rpc.call({ to: kept, data: sampleAbi.encodeFunctionData("limit") }));

test("a call goes through the timelock: scheduled, waited for, executed, and the same call again later", async () => {
  for (const wanted of [7, 8, 7]) {
    await settle(wanted);
    expect(await descriptions()).toEqual([`schedule: Sample.setLimit(${wanted})`]);
    await sendAsMultisig();
    await settle(wanted);
    expect(await descriptions()).toEqual([]);
    expect((await calls()).meta.description).toMatch(
      new RegExp(`^0 to be sent in this order; not yet: Sample\\.setLimit\\(${wanted}\\): from .*Z on$`),
    );
    await chain.rpc.send("evm_increaseTime", [61]);
    await chain.rpc.send("evm_mine", []);
    await settle(wanted);
    expect(await descriptions()).toEqual([`execute: Sample.setLimit(${wanted})`]);
    await sendAsMultisig();
    expect(await limit()).toBe(wanted);
    await settle(wanted);
    expect(existsSync(sending.callsFile)).toBe(false);
  }
});

test("a multisig that may not propose is told before anything is written", async () => {
  const proposer = "0x00000000000000000000000000000000000000B6";
  await expect(settle(9, { admin: { ...sending.admin, proposer } })).rejects.toThrow(
    /^The multisig may not do this: schedule: Sample\.setLimit\(9\)\.\n {2}- multisig: 0x0+B6\n/,
  );
  expect(existsSync(sending.callsFile)).toBe(false);
});
