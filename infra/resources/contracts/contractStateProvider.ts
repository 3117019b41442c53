import type { dynamic } from "@pulumi/pulumi";
import { readFromChain } from "../chain/readFromChain";
import { watchEngine } from "../engineWatch";
import { type Bag, diffInputs, hasUnknown, missingInputs } from "../inputs";
import { readValues, type StateItem, settleState, wantedValues } from "./settleState";

const providerVersion = "1";
const required = ["name", "rpcUrl", "chainId", "items", "sending"];
const compared = ["name", "rpcUrl", "chainId", "values", "questions", "providerVersion"];
const described = [...required, ...compared, "__provider"];

/** What is asked, without what would be sent: another way to write the same value is no change. */
const questionsOf = (items: readonly StateItem[]): string[] =>
  items.map((item) => {
    if (item.kind === "funding") return `${item.label}: balance of ${item.address}`;
    if (item.kind === "stake") return `${item.label}: ${item.ande} of ${item.account}`;
    return `${item.label}: ${item.read.to} ${item.read.data}`;
  });

export const provider: dynamic.ResourceProvider = {
  async check(_olds: Bag, news: Bag) {
    const failures = missingInputs(news, required);
    if (failures.length > 0 || hasUnknown(news.items))
      return { inputs: { ...news, providerVersion }, failures };
    const items = news.items as StateItem[];
    const twice = items.filter(({ label }, i) => items.findIndex((other) => other.label === label) !== i);
    return {
      inputs: { ...news, values: wantedValues(items), questions: questionsOf(items), providerVersion },
      failures: twice.map(({ label }) => ({ property: "items", reason: `items: ${label} is there twice` })),
    };
  },
  async diff(_id, olds: Bag, news: Bag) {
    const keys = hasUnknown(news.items) ? [...compared, "items"] : compared;
    return diffInputs(olds, news, keys, ["chainId"]);
  },
  async create(inputs) {
    watchEngine();
    return {
      id: `${inputs.chainId}/${inputs.name}`,
      outs: { ...inputs, values: await settleState(inputs) },
    };
  },
  async update(_id, olds, news) {
    watchEngine();
    return { outs: { ...news, values: await settleState(news, olds.values) } };
  },
  async read(id, state) {
    return readFromChain({ id, state }, { drifting: ["values"], described }, async (client) => ({
      values: await readValues(client, state.items),
    }));
  },
  // What is set on a chain stays set until somebody sets it otherwise.
  async delete() {},
};
