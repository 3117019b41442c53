import type { dynamic } from "@pulumi/pulumi";
import { utils } from "ssh2";
import { type Bag, changedKeys, missingInputs } from "./inputs";

const providerVersion = "1";

function makeKey(host: string): { publicKey: string; privateKey: string } {
  const { private: privateKey, public: publicKey } = utils.generateKeyPairSync("ed25519", { comment: host });
  return { privateKey, publicKey: publicKey.split(" ").slice(0, 2).join(" ") };
}

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
    return { id: `${inputs.stack}/${inputs.host}`, outs: { ...inputs, ...makeKey(inputs.host) } };
  },
  // The machine forgets it by itself.
  async delete() {},
};
