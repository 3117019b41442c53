import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface RecordedContract {
  address: string;
  /** What runs at the address; the address itself without a proxy. */
  implementation: string;
  /** Account that asked for the proxy; part of its address. */
  maker?: string;
  /** Block of the deployment; absent where the contract was there before this stack. */
  blockNumber?: number;
  transactionHash?: string;
  /** Human-readable, as ethers and viem read it. */
  abi: string[];
}

/** What a stack has on its chain, for everybody who wants to talk to it. */
export interface RecordedDeployment {
  network: string;
  chainId: number;
  deployer: string;
  /** Whom the contracts obeyed at first, where the deployer has handed them over; part of some addresses. */
  firstAdmin?: string;
  contracts: Record<string, RecordedContract>;
}

export const deploymentFile = (stack: string): string => `stacks/deployments/${stack}.json`;

/** The record of the last `up`; undefined where there is none, or of another chain. */
export function readDeployment(
  rootDir: string,
  at: { stack: string; chainId: number },
): RecordedDeployment | undefined {
  const file = join(rootDir, deploymentFile(at.stack));
  if (!existsSync(file)) return undefined;
  const recorded = JSON.parse(readFileSync(file, "utf8")) as RecordedDeployment;
  return recorded.chainId === at.chainId ? recorded : undefined;
}

export function writeDeployment(rootDir: string, stack: string, deployment: RecordedDeployment): void {
  const file = join(rootDir, deploymentFile(stack));
  const text = `${JSON.stringify(deployment, null, 2)}\n`;
  if (existsSync(file) && readFileSync(file, "utf8") === text) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
