import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import {
  concat,
  formatEther,
  type JsonRpcProvider,
  keccak256,
  type TransactionReceipt,
  Wallet,
} from "ethers";
import { assertChain, type Chain, openChain } from "./chainClient";
import { type ContractCode, deploymentProxy, initCodeOf } from "./contractAddress";
import { fault } from "./fault";

export interface ContractInputs extends ContractCode, Chain {
  /** Name of the contract, for messages. */
  name: string;
  /** Where the contract will be; `contractAddress` of the code. */
  address: string;
  /** File with the deployer's private key (hex), relative to the project. */
  deployerKeyFile: string;
  /** Seconds to wait for the chain to answer, and for the receipt. */
  timeoutSeconds: number;
}

interface Deployment {
  /** keccak256 of the code at the address. */
  codeHash: string;
  /** Empty when the contract was there already. */
  transactionHash: string;
}

/**
 * Sees to it that the contract is at its address: adopts it when it is there, deploys it otherwise.
 * @throws RPC_UNREACHABLE, CHAIN_ID_DIFFERS, PROXY_MISSING, CONSTRUCTOR_REVERTS, OTHER_CODE, BALANCE_TOO_LOW,
 * RECEIPT_TIMEOUT, DEPLOYMENT_FAILED
 */
export async function ensureContract(inputs: ContractInputs): Promise<Deployment> {
  const client = openChain(inputs);
  try {
    await assertChain(client, inputs, inputs.timeoutSeconds * 1000);
    const expected = await simulateCreation(client, inputs);
    const adopted = await adopt(client, inputs, expected);
    if (adopted) return { codeHash: expected, transactionHash: "" };
    await assertProxy(client, inputs);
    const transactionHash = await deploy(client, inputs);
    if (!(await adopt(client, inputs, expected))) {
      throw fault("DEPLOYMENT_FAILED", `${inputs.name} was not made: the proxy's transaction left no code.`, {
        details: [`transaction: ${transactionHash}`, `address: ${inputs.address}`],
        fix: "Run pulumi up again; when it stays so, look at the transaction's trace.",
      });
    }
    return { codeHash: expected, transactionHash };
  } finally {
    client.destroy();
  }
}

// Hash of the code that the creation code yields at this very address: immutables may hold the address, the chain
// id or the creator, so it runs there, as called by the proxy, with the account's storage taken for empty.
async function simulateCreation(client: JsonRpcProvider, inputs: ContractInputs): Promise<string> {
  try {
    const runtime: string = await client.send("eth_call", [
      { from: deploymentProxy, to: inputs.address, data: "0x" },
      "latest",
      { [inputs.address]: { code: initCodeOf(inputs), state: {} } },
    ]);
    return keccak256(runtime);
  } catch (error) {
    throw fault("CONSTRUCTOR_REVERTS", `The constructor of ${inputs.name} fails; nothing was sent.`, {
      details: [(error as { shortMessage?: string; message: string }).shortMessage ?? String(error)],
      fix: "Check the constructor's arguments.",
    });
  }
}

async function adopt(client: JsonRpcProvider, inputs: ContractInputs, expected: string): Promise<boolean> {
  const code = await client.getCode(inputs.address);
  if (code === "0x") return false;
  const found = keccak256(code);
  if (found === expected) return true;
  throw fault("OTHER_CODE", `Other code stands where ${inputs.name} belongs; it is not adopted.`, {
    details: [`address: ${inputs.address}`, `code hash wanted: ${expected}`, `code hash found: ${found}`],
    fix: "Choose another salt, or find out who put that code there (a genesis allocation?).",
  });
}

async function assertProxy(client: JsonRpcProvider, inputs: ContractInputs): Promise<void> {
  if ((await client.getCode(deploymentProxy)) !== "0x") return;
  throw fault("PROXY_MISSING", "The chain has no deterministic deployment proxy.", {
    details: [`address: ${deploymentProxy}`, `url: ${inputs.rpcUrl}`],
    fix: "Put the proxy into the genesis, or send its keyless transaction (deterministic-deployment-proxy).",
  });
}

async function deploy(client: JsonRpcProvider, inputs: ContractInputs): Promise<string> {
  const key = (await readFile(resolve(inputs.deployerKeyFile), "utf8")).trim();
  const wallet = new Wallet(key.startsWith("0x") ? key : `0x${key}`, client);
  await settlePending(client, wallet.address, inputs);
  if ((await client.getCode(inputs.address)) !== "0x") return "";

  const request = {
    from: wallet.address,
    to: deploymentProxy,
    data: concat([inputs.salt, initCodeOf(inputs)]),
  };
  const gasLimit = await client.estimateGas(request);
  const { maxFeePerGas, maxPriorityFeePerGas } = await client.getFeeData();
  const needed = gasLimit * (maxFeePerGas ?? 0n);
  const balance = await client.getBalance(wallet.address);
  if (balance < needed) {
    throw fault("BALANCE_TOO_LOW", `The deployer cannot pay for ${inputs.name}.`, {
      details: [
        `deployer: ${wallet.address}`,
        `balance: ${formatEther(balance)}`,
        `needed: ${formatEther(needed)}`,
        `missing: ${formatEther(needed - balance)}`,
      ],
      fix: "Send it the missing amount, then run pulumi up again.",
    });
  }
  const sent = await wallet.sendTransaction({ ...request, gasLimit, maxFeePerGas, maxPriorityFeePerGas });
  const receipt = await waitReceipt(client, sent.hash, inputs);
  if (receipt.status === 1) return sent.hash;
  throw fault("DEPLOYMENT_FAILED", `The transaction that makes ${inputs.name} was reverted.`, {
    details: [`transaction: ${sent.hash}`, `block: ${receipt.blockNumber}`, `gas used: ${receipt.gasUsed}`],
    fix: "Run pulumi up again.",
  });
}

// An earlier run may have been killed after it sent its transaction: a second one would only pay to be reverted.
async function settlePending(
  client: JsonRpcProvider,
  deployer: string,
  inputs: ContractInputs,
): Promise<void> {
  const deadline = Date.now() + inputs.timeoutSeconds * 1000;
  const pending = await client.getTransactionCount(deployer, "pending");
  while ((await client.getTransactionCount(deployer, "latest")) < pending) {
    if (Date.now() > deadline) {
      throw fault("RECEIPT_TIMEOUT", "An earlier transaction of the deployer is not in a block.", {
        details: [`deployer: ${deployer}`, `nonce: ${pending - 1}`, `waited: ${inputs.timeoutSeconds} s`],
        fix: "See whether blocks are made with make status, then run pulumi up again.",
      });
    }
    await new Promise((next) => setTimeout(next, 250));
  }
}

async function waitReceipt(
  client: JsonRpcProvider,
  hash: string,
  inputs: ContractInputs,
): Promise<TransactionReceipt> {
  const deadline = Date.now() + inputs.timeoutSeconds * 1000;
  while (Date.now() < deadline) {
    const receipt = await client.getTransactionReceipt(hash).catch(() => null);
    if (receipt) return receipt;
    await new Promise((next) => setTimeout(next, 250));
  }
  throw fault("RECEIPT_TIMEOUT", `No receipt for the transaction that makes ${inputs.name}.`, {
    details: [`transaction: ${hash}`, `waited: ${inputs.timeoutSeconds} s`],
    fix: "See whether blocks are made with make status, then run pulumi up again: it adopts the contract.",
  });
}
