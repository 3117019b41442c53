import type { dynamic } from "@pulumi/pulumi";
import { isHexString, keccak256 } from "ethers";
import { askChainId, openChain } from "./chainClient";
import { contractAddress } from "./contractAddress";
import { type ContractInputs, ensureContract } from "./deployContract";
import { watchEngine } from "./engineWatch";
import { type Bag, changedKeys, hasUnknown, missingInputs } from "./inputs";

const providerVersion = "1";
const required = [
  "name",
  "rpcUrl",
  "chainId",
  "bytecode",
  "constructorArgs",
  "salt",
  "address",
  "deployerKeyFile",
];
const compared = [...required, "timeoutSeconds", "present", "providerVersion"];
// Another address is another contract, and another chain has not got it.
const identifying = ["bytecode", "constructorArgs", "salt", "address", "chainId"];

function checkContract(inputs: Bag): dynamic.CheckFailure[] {
  const missing = missingInputs(inputs, required);
  if (missing.length > 0) return missing;
  const failures = ["bytecode", "constructorArgs", "salt"]
    .filter((key) => !hasUnknown(inputs[key]) && !isHexString(inputs[key]))
    .map((property) => ({
      property,
      reason: `${property}: must be whole bytes in hex with 0x (is a library unlinked?)`,
    }));
  if (failures.length > 0 || required.some((key) => hasUnknown(inputs[key]))) return failures;
  const wanted = contractAddress(inputs as unknown as ContractInputs);
  if (wanted === inputs.address) return [];
  return [{ property: "address", reason: `address: code and salt yield ${wanted} (got ${inputs.address})` }];
}

export const provider: dynamic.ResourceProvider = {
  async check(_olds: Bag, news: Bag) {
    return {
      inputs: { ...news, timeoutSeconds: news.timeoutSeconds ?? 90, present: true, providerVersion },
      failures: checkContract(news),
    };
  },
  async diff(_id, olds: Bag, news: Bag) {
    const changed = changedKeys(olds, news, compared);
    return {
      changes: changed.length > 0,
      replaces: changed.filter((key) => identifying.includes(key)),
      deleteBeforeReplace: false,
    };
  },
  async create(inputs) {
    watchEngine();
    return { id: inputs.address, outs: { ...inputs, ...(await ensureContract(inputs)) } };
  },
  async update(_id, olds, news) {
    watchEngine();
    const { codeHash, transactionHash } = await ensureContract(news);
    return { outs: { ...news, codeHash, transactionHash: transactionHash || olds.transactionHash || "" } };
  },
  async read(id, state) {
    const client = openChain(state as ContractInputs);
    try {
      // A chain that is away says nothing about its contracts, and must not keep `up` from mending its hosts.
      if ((await askChainId(client)) !== state.chainId) return { id, props: state };
      const code = await client.getCode(state.address);
      return { id, props: { ...state, present: code !== "0x" && keccak256(code) === state.codeHash } };
    } catch {
      return { id, props: state };
    } finally {
      client.destroy();
    }
  },
  // Code on a chain cannot be taken back: the resource is forgotten, the contract stays and is adopted when the
  // same code is wanted again.
  async delete() {},
};
