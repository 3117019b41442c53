import type { dynamic } from "@pulumi/pulumi";
import { fault } from "../fault";
import { type Bag, diffInputs, missingInputs } from "../inputs";
import { assertOurs, openEngine, stackLabel, unlessMissing } from "./dockerEngine";
import type { LocalNetworkInputs } from "./localNetwork";

const providerVersion = "1";
const compared = ["stack", "networkName", "cidr", "present", "providerVersion"];

async function ensureNetwork(inputs: LocalNetworkInputs): Promise<void> {
  const engine = openEngine();
  const network = engine.getNetwork(inputs.networkName);
  const found = await unlessMissing(network.inspect());
  if (found) {
    assertOurs("network", inputs.networkName, found.Labels, inputs.stack);
    if (found.IPAM?.Config?.[0]?.Subnet === inputs.cidr) return;
    // The hosts come back with their new addresses: their own update makes their containers anew.
    for (const container of Object.keys(found.Containers ?? {})) {
      await network.disconnect({ Container: container, Force: true });
    }
    await network.remove();
  }
  try {
    await engine.createNetwork({
      Name: inputs.networkName,
      CheckDuplicate: true,
      Driver: "bridge",
      IPAM: { Driver: "default", Config: [{ Subnet: inputs.cidr }] },
      Labels: { [stackLabel]: inputs.stack },
    });
  } catch (error) {
    throw fault("NETWORK_REFUSED", `Docker refuses the network ${inputs.cidr}.`, {
      details: [(error as Error).message.trim()],
      fix: "Give the description another privateNetwork.cidr, or remove the network that overlaps (docker network ls).",
    });
  }
}

export const provider: dynamic.ResourceProvider = {
  async check(_olds: Bag, news: Bag) {
    return {
      inputs: { ...news, present: true, providerVersion },
      failures: missingInputs(news, ["stack", "networkName", "cidr"]),
    };
  },
  async diff(_id, olds: Bag, news: Bag) {
    return diffInputs(olds, news, compared);
  },
  async create(inputs) {
    await ensureNetwork(inputs);
    return { id: inputs.networkName, outs: inputs };
  },
  async update(_id, _olds, news) {
    await ensureNetwork(news);
    return { outs: news };
  },
  async read(id, state) {
    const found = await unlessMissing(openEngine().getNetwork(state.networkName).inspect());
    const present = found?.Labels?.[stackLabel] === state.stack;
    return { id, props: { ...state, present, cidr: found?.IPAM?.Config?.[0]?.Subnet ?? state.cidr } };
  },
  async delete(_id, state) {
    const network = openEngine().getNetwork(state.networkName);
    const found = await unlessMissing(network.inspect());
    if (found?.Labels?.[stackLabel] === state.stack) await unlessMissing(network.remove());
  },
};
