import type { dynamic } from "@pulumi/pulumi";
import { type Bag, diffInputs, missingInputs, pickKeys } from "../inputs";
import { isOff, switchOn } from "../releases/switchOn";
import { openHetznerApi } from "./hetznerApi";

const providerVersion = "1";
const wanted = ["stack", "host", "machineId"];
const compared = [...wanted, "isOn", "providerVersion"];

let config: (key: string) => string | undefined = () => undefined;

const bring = (inputs: Bag) =>
  switchOn(openHetznerApi(config), { host: String(inputs.host), machineId: String(inputs.machineId) });

export const provider: dynamic.ResourceProvider = {
  async configure(request) {
    config = (key) => request.config.get(key);
  },
  async check(_olds: Bag, news: Bag) {
    return { inputs: { ...news, isOn: true, providerVersion }, failures: missingInputs(news, wanted) };
  },
  async diff(_id, olds: Bag, news: Bag) {
    return diffInputs(olds, news, compared);
  },
  async create(inputs) {
    await bring(inputs);
    return { id: `${inputs.stack}/${inputs.host}`, outs: inputs };
  },
  async update(_id, _olds, news) {
    await bring(news);
    return { outs: news };
  },
  async read(id, state) {
    // Where nothing can be asked nothing new is known; a machine that is gone is its own resource's news.
    const isOn = await Promise.resolve()
      .then(() => openHetznerApi(config).readStatus(state.machineId))
      .then((status) => !isOff(status))
      .catch(() => state.isOn);
    const props = { ...state, isOn };
    return { id, props, inputs: pickKeys(props, compared) };
  },
  // What hangs on a machine's power is the machine's own business.
  async delete() {},
};
