import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  all,
  type ComponentResourceOptions,
  type CustomResourceOptions,
  type Input,
  type Output,
} from "@pulumi/pulumi";
import { AbiCoder, id, parseEther } from "ethers";
import type { Plan } from "../plan/plan";
import { Contract } from "../resources/contract";
import { contractAddress } from "../resources/contractAddress";
import { DeployError } from "../vocab/errors";

/** Contracts are compiled before a program can say where they will stand. */
export class ArtifactMissingError extends DeployError<"ARTIFACT_MISSING"> {
  constructor(at: { contract: string; file: string }) {
    super("ARTIFACT_MISSING", `Contract "${at.contract}" is not compiled.`, {
      details: [`file: ${at.file}`],
      fix: "npm run build:contracts",
    });
  }
}

/**
 * Creation code of a contract as forge wrote it.
 * @throws ARTIFACT_MISSING
 */
export function readCreationCode(rootDir: string, contract: string): string {
  const file = `contracts/out/${contract}.sol/${contract}.json`;
  if (!existsSync(join(rootDir, file))) throw new ArtifactMissingError({ contract, file });
  const artifact = JSON.parse(readFileSync(join(rootDir, file), "utf8")) as { bytecode: { object: string } };
  return artifact.bytecode.object;
}

export interface ContractsArgs {
  /** Folder of the project, where `contracts/` lies. */
  rootDir?: string;
  rpcUrl: Input<string>;
  /** File with the deployer's private key, relative to the project. */
  deployerKeyFile: Input<string>;
  deployerAddress: Input<string>;
  /** Admin of the token; the deployer when absent. */
  admin?: Input<string>;
}

/** Base units of the token that can exist at any moment. */
export const tokenMaxSupply = parseEther("1000000000");

/** The network's contracts. Their addresses are outputs of the program, known as soon as their arguments are. */
export function applyContracts(
  plan: Plan,
  args: ContractsArgs,
  opts: CustomResourceOptions | ComponentResourceOptions = {},
): Record<string, Output<string>> {
  const bytecode = readCreationCode(args.rootDir ?? process.cwd(), "AndeToken");
  const salt = id("cordillera/AndeToken");
  const constructorArgs = all([args.admin ?? args.deployerAddress]).apply(([admin]) =>
    AbiCoder.defaultAbiCoder().encode(["address", "uint256"], [admin, tokenMaxSupply]),
  );
  const address = constructorArgs.apply((encoded) =>
    contractAddress({ bytecode, constructorArgs: encoded, salt }),
  );
  const token = new Contract(
    `${plan.network}-ande-token`,
    {
      name: "AndeToken",
      rpcUrl: args.rpcUrl,
      chainId: plan.chainId,
      deployerKeyFile: args.deployerKeyFile,
      bytecode,
      constructorArgs,
      salt,
      address,
    },
    opts,
  );
  return { AndeToken: token.address };
}
