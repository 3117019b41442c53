import type { dynamic } from "@pulumi/pulumi";
import { readFromChain } from "../chain/readFromChain";
import { watchEngine } from "../engineWatch";
import { type Bag, diffInputs, hasUnknown, missingInputs } from "../inputs";
import { type RegistrationInputs, registerHost } from "./registerHost";
import { readRegistration, wantedRegistration } from "./registrationFacts";

const providerVersion = "1";
const required = [
  "name",
  "rpcUrl",
  "chainId",
  "sending",
  "connection",
  "appImage",
  "contracts",
  "operator",
  "stakeWei",
];
const compared = ["name", "rpcUrl", "chainId", "contracts", "operator", "values", "providerVersion"];
const described = [...required, "values", "providerVersion", "__provider"];

export const provider: dynamic.ResourceProvider = {
  async check(_olds: Bag, news: Bag) {
    const failures = missingInputs(news, required);
    const isKnown = failures.length === 0 && !hasUnknown(news.operator);
    const values = isKnown ? wantedRegistration((news as unknown as RegistrationInputs).operator) : undefined;
    return { inputs: { ...news, ...(values ? { values } : {}), providerVersion }, failures };
  },
  async diff(_id, olds: Bag, news: Bag) {
    return diffInputs(olds, news, compared, ["chainId"]);
  },
  async create(inputs) {
    watchEngine();
    return {
      id: `${inputs.chainId}/${inputs.name}`,
      outs: { ...inputs, values: await registerHost(inputs) },
    };
  },
  async update(_id, _olds, news) {
    watchEngine();
    return { outs: { ...news, values: await registerHost(news) } };
  },
  async read(id, state) {
    return readFromChain({ id, state }, { drifting: ["values"], described }, async (client) => ({
      values: await readRegistration(client, state),
    }));
  },
  // The validator stays registered, and its stake its owner's: leaving is a decision of its own.
  async delete() {},
};
