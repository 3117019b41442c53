import type { dynamic } from "@pulumi/pulumi";
import { type Bag, hasUnknown, keepFacts, missingInputs, pickKeys } from "../inputs";
import { asBorn } from "./genesisBirth";
import { changedPaths, stampGenesis } from "./genesisText";

const providerVersion = "1";
const facts = ["cometGenesis", "gethGenesis", "bornAt"];

export const provider: dynamic.ResourceProvider = {
  async check(oldInputs: Bag, news: Bag) {
    const failures = missingInputs(news, ["stack", "comet", "geth"]);
    const inputs = { ...news };
    for (const key of ["comet", "geth"] as const) {
      const [before, now] = [oldInputs?.[key], news[key]];
      if (typeof before !== "string" || typeof now !== "string" || hasUnknown(before) || hasUnknown(now))
        continue;
      const changed = changedPaths(before, key === "comet" ? asBorn(before, now) : now);
      inputs[key] = before;
      if (changed.length === 0) continue;
      failures.push({
        property: key,
        reason: `A chain's genesis never changes; these would: ${changed.join("; ")}. Put them back in the description, or begin a new chain: pulumi destroy, then pulumi up.`,
      });
    }
    return { inputs: keepFacts(oldInputs, { ...inputs, providerVersion }, facts), failures };
  },
  // What could change is refused above; only a newer form of this resource passes, and it keeps the texts.
  async diff(_id, olds: Bag) {
    return { changes: olds.providerVersion !== providerVersion };
  },
  async create(inputs) {
    return { id: inputs.stack, outs: { ...inputs, ...stampGenesis(inputs, Date.now()) } };
  },
  async update(_id, olds, news) {
    return { outs: { ...news, ...pickKeys(olds, facts) } };
  },
  async read(id, state) {
    return {
      id,
      props: state,
      inputs: pickKeys(state, ["stack", "comet", "geth", "providerVersion", ...facts]),
    };
  },
  async delete() {},
};
