import type { dynamic } from "@pulumi/pulumi";
import { watchEngine } from "../engineWatch";
import { type Bag, diffInputs, missingInputs } from "../inputs";
import { type LeavingInputs, leaversOf, takeOut } from "./leaveSet";

const providerVersion = "1";
const required = ["stack", "rpcUrl", "chainId", "sending", "contracts", "appImage", "members"];
// How calls reach the chain, and with which image a host signs, is asked when it is needed.
const compared = ["stack", "chainId", "contracts", "members", "providerVersion"];

export const provider: dynamic.ResourceProvider = {
  async check(_olds: Bag, news: Bag) {
    return { inputs: { ...news, providerVersion }, failures: missingInputs(news, required) };
  },
  async diff(_id, olds: Bag, news: Bag) {
    return diffInputs(olds, news, compared);
  },
  async create(inputs) {
    return { id: `${inputs.stack}/members`, outs: inputs };
  },
  async update(_id, olds, news: LeavingInputs) {
    watchEngine();
    await takeOut(leaversOf(olds.members, news.members), news);
    return { outs: news };
  },
  // A network that goes as a whole keeps its validators to its last block.
  async delete() {},
};
