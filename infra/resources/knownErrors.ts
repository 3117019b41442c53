import { Interface } from "ethers";
import { contractAbis } from "./contracts/contractAbi";

/** Errors of all contracts of the network, each once, to tell a revert by its name. */
export const knownErrors = [
  ...new Set(
    Object.values(contractAbis).flatMap((abi) => abi.filter((line: string) => line.startsWith("error "))),
  ),
].sort();

export const errorsInterface = (): Interface => new Interface(knownErrors);
