import { AbiCoder, concat, getCreate2Address, keccak256 } from "ethers";

/**
 * The deterministic deployment proxy, the same on every chain that has it: call data is salt + creation code.
 * https://github.com/Arachnid/deterministic-deployment-proxy
 */
export const deploymentProxy = "0x4e59b44847b379578588920cA78FbF26c0B4956C";

export interface ContractCode {
  /** Creation code as the compiler made it. */
  bytecode: string;
  /** ABI-encoded constructor arguments, `0x` when there are none. */
  constructorArgs: string;
  /** 32 bytes. */
  salt: string;
  /** Contract whose CREATE2 makes it; the deployment proxy when absent. */
  maker?: string;
}

/** Code in a compiler's file: forge writes an object, others the text alone. */
export type CompiledCode = string | { object: string };

export const codeOf = (code: CompiledCode): string => (typeof code === "string" ? code : code.object);

/** What the chain runs once to make the contract. */
export function initCodeOf(code: Pick<ContractCode, "bytecode" | "constructorArgs">): string {
  return concat([code.bytecode, code.constructorArgs]);
}

/** Where its maker puts the contract: follows from code, arguments and salt alone, so a preview can tell it. */
export function contractAddress(code: ContractCode): string {
  return getCreate2Address(code.maker ?? deploymentProxy, code.salt, keccak256(initCodeOf(code)));
}

/** Where ProxyFactory puts a proxy: follows from who asks for it and the salt, not from what it runs. */
export function proxyAddress(at: {
  factory: string;
  sender: string;
  salt: string;
  /** Creation code of AndeProxy. */
  bytecode: string;
}): string {
  const salt = keccak256(AbiCoder.defaultAbiCoder().encode(["address", "bytes32"], [at.sender, at.salt]));
  return getCreate2Address(at.factory, salt, keccak256(at.bytecode));
}
