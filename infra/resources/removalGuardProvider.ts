import type { dynamic } from "@pulumi/pulumi";
import { watchEngine } from "./engineWatch";
import { type Bag, diffInputs, missingInputs } from "./inputs";

const providerVersion = "1";

export const provider: dynamic.ResourceProvider = {
  async check(_olds: Bag, news: Bag) {
    return { inputs: { ...news, providerVersion }, failures: missingInputs(news, ["stack"]) };
  },
  async diff(_id, olds: Bag, news: Bag) {
    return diffInputs(olds, news, ["stack", "providerVersion"]);
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
