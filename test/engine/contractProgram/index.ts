import { readFileSync } from "node:fs";
import { Config, type Resource } from "@pulumi/pulumi";
import { Contract } from "../../../infra/resources/contracts/contract";
import { ContractState } from "../../../infra/resources/contracts/contractState";
import type { ContractInputs } from "../../../infra/resources/contracts/deployContract";
import type { ContractStateInputs } from "../../../infra/resources/contracts/settleState";

interface Wanted {
  contracts: Record<string, ContractInputs>;
  states: Record<string, ContractStateInputs>;
}

const wanted = JSON.parse(readFileSync(new Config().require("wanted"), "utf8")) as Wanted;

export const addresses: Record<string, unknown> = {};
let last: Resource | undefined;
for (const [name, inputs] of Object.entries(wanted.contracts)) {
  const contract = new Contract(name, inputs, last ? { dependsOn: last } : {});
  addresses[name] = contract.address;
  last = contract;
}
for (const [name, inputs] of Object.entries(wanted.states)) {
  last = new ContractState(name, inputs, last ? { dependsOn: last } : {});
}
