import { Config } from "@pulumi/pulumi";
import { ZeroHash } from "ethers";
import { Contract } from "../../../infra/resources/contract";
import { contractAddress } from "../../../infra/resources/contractAddress";

const config = new Config();
const code = { bytecode: config.require("bytecode"), constructorArgs: "0x", salt: ZeroHash };

export const { address, transactionHash } = new Contract("sample", {
  ...code,
  name: "Sample",
  address: contractAddress(code),
  rpcUrl: config.require("rpcUrl"),
  chainId: 1234,
  deployerKeyFile: config.require("deployerKeyFile"),
});
