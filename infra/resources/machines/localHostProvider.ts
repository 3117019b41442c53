import type { dynamic } from "@pulumi/pulumi";
import { initFault } from "../fault";
import { type Bag, diffInputs, keepFacts, missingInputs, pickKeys } from "../inputs";
import { openEngine } from "./dockerEngine";
import { containerName } from "./hostContainer";
import { dropHost, hostState, raiseHost } from "./localHostLife";

const providerVersion = "1";
const wanted = [
  "stack",
  "network",
  "name",
  "image",
  "address",
  "publish",
  "labels",
  "authorizedKey",
  "keyFile",
];
const compared = [...wanted, "running", "providerVersion"];
const facts = ["hostKey", "meshPublicKey", "connection"];

export const provider: dynamic.ResourceProvider = {
  async check(oldInputs: Bag, news: Bag) {
    const inputs = { ...news, running: true, providerVersion };
    return { inputs: keepFacts(oldInputs, inputs, facts), failures: missingInputs(news, wanted) };
  },
  async diff(_id, olds: Bag, news: Bag) {
    return diffInputs(olds, news, compared);
  },
  async create(inputs) {
    const id = containerName(inputs.stack, inputs.name);
    try {
      return { id, outs: { ...inputs, ...(await raiseHost(inputs, inputs.hostKey)) } };
    } catch (error) {
      throw initFault(error, id, { ...inputs, running: false });
    }
  },
  async update(id, olds, news) {
    try {
      return { outs: { ...news, ...(await raiseHost(news, olds.hostKey)) } };
    } catch (error) {
      throw initFault(error, id, {
        ...news,
        hostKey: olds.hostKey,
        meshPublicKey: olds.meshPublicKey,
        connection: olds.connection,
        running: false,
      });
    }
  },
  async read(id, state) {
    const found = await hostState(openEngine(), state);
    if (found === "gone") return { id: "" };
    const props = { ...state, running: found === "running" };
    return { id, props, inputs: pickKeys(props, [...compared, ...facts]) };
  },
  async delete(_id, state) {
    await dropHost(openEngine(), state.stack, state.name);
  },
};
