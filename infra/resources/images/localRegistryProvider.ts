import { resolve } from "node:path";
import type { dynamic } from "@pulumi/pulumi";
import type Docker from "dockerode";
import { initFault } from "../fault";
import { type Bag, diffInputs, missingInputs } from "../inputs";
import { openEngine, specLabel, stackLabel, unlessMissing } from "../machines/dockerEngine";
import { dropContainer, ensureContainer } from "../machines/ensureContainer";
import type { LocalRegistryInputs } from "./localRegistry";

const providerVersion = "1";
const wanted = ["stack", "network", "image", "alias", "storeFolder"];
const compared = [...wanted, "running", "providerVersion"];

const containerOf = (stack: string) => `${stack}-registry`;

function registryContainer(inputs: LocalRegistryInputs): Docker.ContainerCreateOptions {
  return {
    name: containerOf(inputs.stack),
    Image: inputs.image,
    Labels: {
      [stackLabel]: inputs.stack,
      [specLabel]: wanted.map((key) => inputs[key as keyof LocalRegistryInputs]).join(" "),
    },
    // It only serves what the image build stored: nothing on the network may push into it.
    Env: ['REGISTRY_STORAGE_MAINTENANCE_READONLY={"enabled":true}'],
    StopTimeout: 2,
    HostConfig: {
      Init: true,
      RestartPolicy: { Name: "unless-stopped" },
      Binds: [`${resolve(inputs.storeFolder)}:/var/lib/registry:ro`],
      NetworkMode: inputs.network,
    },
    NetworkingConfig: { EndpointsConfig: { [inputs.network]: { Aliases: [inputs.alias] } } },
  };
}

async function raiseRegistry(inputs: LocalRegistryInputs): Promise<void> {
  await ensureContainer(openEngine(), inputs.stack, registryContainer(inputs));
}

export const provider: dynamic.ResourceProvider = {
  async check(_olds: Bag, news: Bag) {
    return { inputs: { ...news, running: true, providerVersion }, failures: missingInputs(news, wanted) };
  },
  async diff(_id, olds: Bag, news: Bag) {
    return diffInputs(olds, news, compared);
  },
  async create(inputs) {
    const id = containerOf(inputs.stack);
    try {
      await raiseRegistry(inputs);
      return { id, outs: inputs };
    } catch (error) {
      throw initFault(error, id, { ...inputs, running: false });
    }
  },
  async update(_id, _olds, news) {
    await raiseRegistry(news);
    return { outs: news };
  },
  async read(id, state) {
    const found = await unlessMissing(openEngine().getContainer(containerOf(state.stack)).inspect());
    return { id, props: { ...state, running: found?.State.Running === true } };
  },
  async delete(_id, state) {
    await dropContainer(openEngine(), state.stack, containerOf(state.stack));
  },
};
