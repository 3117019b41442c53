import type { dynamic } from "@pulumi/pulumi";
import { watchEngine } from "./engineWatch";
import { type Bag, changedKeys, missingInputs } from "./inputs";

const providerVersion = "1";

export const provider: dynamic.ResourceProvider = {
  async check(_olds: Bag, news: Bag) {
    return { inputs: { ...news, providerVersion }, failures: missingInputs(news, ["stack"]) };
  },
  async diff(_id, olds: Bag, news: Bag) {
    const changed = changedKeys(olds, news, ["stack", "providerVersion"]);
    return { changes: changed.length > 0, replaces: [], deleteBeforeReplace: false };
  },
  async create(inputs) {
    watchEngine();
    return { id: inputs.stack, outs: inputs };
  },
  async update(_id, _olds, news) {
    return { outs: news };
  },
  // It stands for nothing but itself.
  async delete() {},
};
