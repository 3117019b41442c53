import type { dynamic } from "@pulumi/pulumi";
import { type Bag, changedKeys, missingInputs } from "../inputs";
import { makeSshKeyPair } from "../sessions/sshKeyPair";

const providerVersion = "1";

export const provider: dynamic.ResourceProvider = {
  async check(_oldInputs: Bag, news: Bag) {
    return { inputs: { ...news, providerVersion }, failures: missingInputs(news, ["stack", "host"]) };
  },
  // One key for as long as the machine is meant to be the same: a new one would only reach a new machine.
  async diff(_id, olds: Bag, news: Bag) {
    const replaces = changedKeys(olds, news, ["stack", "host", "round"]);
    return { changes: replaces.length > 0, replaces, deleteBeforeReplace: false };
  },
  async create(inputs) {
    return { id: `${inputs.stack}/${inputs.host}`, outs: { ...inputs, ...makeSshKeyPair(inputs.host) } };
  },
  // The machine forgets it by itself.
  async delete() {},
};
