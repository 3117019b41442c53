import type { dynamic } from "@pulumi/pulumi";
import { getCreate2Address, isHexString } from "ethers";
import { readFromChain } from "../chain/readFromChain";
import { watchEngine } from "../engineWatch";
import { type Bag, diffInputs, hasUnknown, missingInputs } from "../inputs";
import { deploymentProxy } from "./contractAddress";
import { type ContractInputs, ensureContract, readContract } from "./deployContract";

const providerVersion = "2";
const required = [
  "name",
  "rpcUrl",
  "chainId",
  "address",
  "implementation",
  "artifact",
  "initCodeHash",
  "constructorArgs",
  "salt",
  "sending",
];
// How calls are sent is no part of what a contract is, and an initialiser runs once.
const compared = [
  "name",
  "rpcUrl",
  "chainId",
  "address",
  "implementation",
  "owner",
  "present",
  "providerVersion",
];
const described = [...required, "proxy", "maker", "owner", "present", "providerVersion", "__provider"];
// Another address is another contract, and another chain has not got it.
const identifying = ["address", "chainId"];

function checkContract(inputs: Bag): dynamic.CheckFailure[] {
  const missing = missingInputs(inputs, required);
  if (missing.length > 0) return missing;
  const failures = ["initCodeHash", "constructorArgs", "salt"]
    .filter((key) => !hasUnknown(inputs[key]) && !isHexString(inputs[key]))
    .map((property) => ({ property, reason: `${property}: must be whole bytes in hex with 0x` }));
  if (failures.length > 0 || required.some((key) => hasUnknown(inputs[key]))) return failures;
  const { salt, initCodeHash, implementation, address, proxy, maker } = inputs as unknown as ContractInputs;
  const wanted = getCreate2Address(maker?.factory ?? deploymentProxy, salt, initCodeHash);
  if (wanted !== implementation) {
    return [
      {
        property: "implementation",
        reason: `implementation: code and salt yield ${wanted} (got ${implementation})`,
      },
    ];
  }
  if (proxy || address === implementation) return [];
  return [
    { property: "address", reason: `address: must be the implementation's without a proxy (got ${address})` },
  ];
}

export const provider: dynamic.ResourceProvider = {
  async check(_olds: Bag, news: Bag) {
    return { inputs: { ...news, present: true, providerVersion }, failures: checkContract(news) };
  },
  async diff(_id, olds: Bag, news: Bag) {
    return diffInputs(olds, news, compared, identifying);
  },
  async create(inputs) {
    watchEngine();
    return { id: inputs.address, outs: { ...inputs, ...(await ensureContract(inputs)) } };
  },
  async update(_id, olds, news) {
    watchEngine();
    return { outs: { ...news, ...(await ensureContract(news, olds)) } };
  },
  async read(id, state) {
    const keys = { drifting: ["implementation", "present"], described };
    return readFromChain({ id, state }, keys, async (client) => {
      const found = await readContract(client, state);
      const isSame = found.present && (!state.codeHash || !!state.proxy || found.codeHash === state.codeHash);
      return { ...found, codeHash: found.codeHash || state.codeHash, present: isSame };
    });
  },
  // Code on a chain cannot be taken back: the resource is forgotten, the contract stays and is adopted when the
  // same code is wanted again.
  async delete() {},
};
