import type { dynamic } from "@pulumi/pulumi";
import { type Bag, diffInputs, missingInputs } from "../inputs";
import { makeSshKeyPair } from "../sessions/sshKeyPair";

const providerVersion = "1";
const identifying = ["stack", "host", "round"];

export const provider: dynamic.ResourceProvider = {
  async check(_oldInputs: Bag, news: Bag) {
    return { inputs: { ...news, providerVersion }, failures: missingInputs(news, ["stack", "host"]) };
  },
  // One key for as long as the machine is meant to be the same: a new one would only reach a new machine.
  async diff(_id, olds: Bag, news: Bag) {
    return diffInputs(olds, news, identifying, identifying);
  },
  async create(inputs) {
    return { id: `${inputs.stack}/${inputs.host}`, outs: { ...inputs, ...makeSshKeyPair(inputs.host) } };
  },
  // The machine forgets it by itself.
  async delete() {},
};
