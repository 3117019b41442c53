import type { dynamic } from "@pulumi/pulumi";
import { type Bag, diffInputs, keepFacts, missingInputs, pickKeys } from "../inputs";
import { type Connection, withSession } from "../sessions/hostSession";
import { withSharedSession } from "../sessions/sharedSession";
import type { FirstBootInputs } from "./firstBoot";
import { makeFirstContact } from "./firstContact";

const providerVersion = "1";
const wanted = ["stack", "host", "address", "port", "bootHostKey", "keyFile", "machineId"];
// Not the boot key: it is a word between the program and a machine that has not booted yet.
const compared = ["stack", "host", "address", "port", "keyFile", "machineId", "isTrusted", "providerVersion"];
const facts = ["connection", "hostKey", "meshPublicKey"];

/** `CORDILLERA_ACCEPT_HOST_KEY=<host>=AAAA…`: the key that the operator read on the provider's console. */
function acceptedHostKey(host: string): string | undefined {
  const entries = (process.env.CORDILLERA_ACCEPT_HOST_KEY ?? "").split(",");
  const key = entries.find((entry) => entry.startsWith(`${host}=`))?.slice(host.length + 1);
  return key && `ssh-ed25519 ${key}`;
}

/** The same machine at another address, or one whose key was changed by hand. */
async function meetAgain(inputs: FirstBootInputs, recorded: string) {
  const hostKey = acceptedHostKey(inputs.host) ?? recorded;
  const connection: Connection = {
    host: inputs.address,
    port: inputs.port,
    keyFile: inputs.keyFile,
    hostKey,
  };
  await withSession(connection, 60_000, async () => undefined);
  return { connection, hostKey, isTrusted: true };
}

export const provider: dynamic.ResourceProvider = {
  async check(oldInputs: Bag, news: Bag) {
    const inputs = { ...news, isTrusted: true, providerVersion };
    // Another machine has another key: nothing is known of it yet.
    const isSame = oldInputs?.machineId === news.machineId;
    return {
      inputs: isSame ? keepFacts(oldInputs, inputs, facts) : inputs,
      failures: missingInputs(news, wanted),
    };
  },
  async diff(_id, olds: Bag, news: Bag) {
    return diffInputs(olds, news, compared);
  },
  async create(inputs) {
    const made = await makeFirstContact(inputs);
    return { id: `${inputs.stack}/${inputs.host}`, outs: { ...inputs, ...made } };
  },
  async update(_id, olds, news) {
    const isKnown = olds.machineId === news.machineId && olds.hostKey;
    const made = isKnown ? await meetAgain(news, olds.hostKey) : await makeFirstContact(news);
    return { outs: { ...news, meshPublicKey: olds.meshPublicKey, ...made } };
  },
  async read(id, state) {
    // Of a host that is away nothing new is known; its Release tells that it is away.
    const isTrusted = await withSharedSession(state.connection, 2_500, async () => true).catch(
      (error) => error.code !== "HOST_KEY_CHANGED",
    );
    const props = { ...state, isTrusted };
    return { id, props, inputs: pickKeys(props, [...compared, "bootHostKey", ...facts]) };
  },
  // The machine goes with what it learned.
  async delete() {},
};
