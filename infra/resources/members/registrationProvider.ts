import type { dynamic } from "@pulumi/pulumi";
import { askChainId, openChain } from "../chain/chainClient";
import { watchEngine } from "../engineWatch";
import { type Bag, changedKeys, hasUnknown, missingInputs, pickKeys } from "../inputs";
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
    const changed = changedKeys(olds, news, compared);
    return {
      changes: changed.length > 0,
      replaces: changed.filter((key) => key === "chainId"),
      deleteBeforeReplace: false,
    };
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
    const client = openChain(state as RegistrationInputs);
    try {
      // A chain that is away says nothing, and must not keep `up` from mending its hosts.
      if ((await askChainId(client)) !== state.chainId) return { id, props: state };
      const props = { ...state, values: await readRegistration(client, state as RegistrationInputs) };
      const isDrift = changedKeys(state, props, ["values"]).length > 0;
      return isDrift ? { id, props, inputs: pickKeys(props, described) } : { id, props };
    } catch {
      return { id, props: state };
    } finally {
      client.destroy();
    }
  },
  // The validator stays registered, and its stake its owner's: leaving is a decision of its own.
  async delete() {},
};
