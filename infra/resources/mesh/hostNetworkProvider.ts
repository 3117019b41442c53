import type { dynamic } from "@pulumi/pulumi";
import { initFault } from "../fault";
import { type Bag, diffInputs, missingInputs, pickKeys } from "../inputs";
import { withSharedSession } from "../sessions/sharedSession";
import { findDrift, readNetwork } from "./networkDrift";
import { putNetwork } from "./putNetwork";

const providerVersion = "1";
const wanted = ["stack", "host", "connection", "machineId", "firewall", "mesh"];
// How the host is reached may change without a word to it.
const compared = ["stack", "host", "machineId", "firewall", "mesh", "drift", "providerVersion"];

export const provider: dynamic.ResourceProvider = {
  async check(_olds: Bag, news: Bag) {
    return { inputs: { ...news, drift: [], providerVersion }, failures: missingInputs(news, wanted) };
  },
  async diff(_id, olds: Bag, news: Bag) {
    return diffInputs(olds, news, compared);
  },
  async create(inputs) {
    const id = `${inputs.stack}/${inputs.host}`;
    try {
      return { id, outs: { ...inputs, rules: await putNetwork(inputs) } };
    } catch (error) {
      throw initFault(error, id, { ...inputs, drift: ["not in place"] });
    }
  },
  async update(id, olds, news) {
    try {
      return { outs: { ...news, rules: await putNetwork(news) } };
    } catch (error) {
      throw initFault(error, id, { ...news, rules: olds.rules, drift: ["not in place"] });
    }
  },
  async read(id, state) {
    // Of a host that is away nothing new is known; its Release tells that it is away.
    const drift = await withSharedSession(state.connection, 2_500, async (session) =>
      findDrift({ rules: state.rules ?? [], mesh: state.mesh }, await readNetwork(session)),
    ).catch(() => state.drift);
    const props = { ...state, drift };
    return { id, props, inputs: pickKeys(props, [...compared, "connection"]) };
  },
  // Rules and peers stay: a host that is not of the network any more must not open itself.
  async delete() {},
};
