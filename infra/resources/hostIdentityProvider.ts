import type { dynamic } from "@pulumi/pulumi";
import { watchEngine } from "./engineWatch";
import { fault } from "./fault";
import type { HostIdentityInputs } from "./hostIdentity";
import { ensureFolders, ensureNodeKeys, ensureTls, readKeysFingerprint } from "./hostKeys";
import { withSession } from "./hostSession";
import { type Bag, diffInputs, keepFacts, missingInputs, pickKeys } from "./inputs";

const providerVersion = "1";
const wanted = ["stack", "host", "network", "connection", "services", "appImage"];
const compared = ["stack", "host", "network", "connection", "services", "isUnchanged", "providerVersion"];
const facts = ["identity", "keysFingerprint"];

function assertSameKeys(host: string, recorded: string | undefined, found: string): void {
  if (!recorded || recorded === found) return;
  throw fault("KEYS_CHANGED", `The keys of host "${host}" are not those the network knows.`, {
    details: [`recorded fingerprint: ${recorded}`, `found: ${found}`],
    fix: "Restore /srv/cordillera/keys of that host from its backup. To begin a new chain: pulumi destroy, then pulumi up.",
  });
}

async function ensureIdentity(inputs: HostIdentityInputs, recorded: string | undefined) {
  return withSession(inputs.connection, 30_000, async (session) => {
    const hasKeys = inputs.services.includes("app");
    if (recorded && hasKeys) assertSameKeys(inputs.host, recorded, await readKeysFingerprint(session));
    await ensureFolders(session, inputs);
    if (inputs.services.includes("haproxy")) await ensureTls(session, inputs.network);
    if (!hasKeys) return { isUnchanged: true };
    const identity = await ensureNodeKeys(session, inputs.appImage);
    return { identity, keysFingerprint: await readKeysFingerprint(session), isUnchanged: true };
  });
}

export const provider: dynamic.ResourceProvider = {
  async check(oldInputs: Bag, news: Bag) {
    const inputs = { ...news, isUnchanged: true, providerVersion };
    return { inputs: keepFacts(oldInputs, inputs, facts), failures: missingInputs(news, wanted) };
  },
  async diff(_id, olds: Bag, news: Bag) {
    return diffInputs(olds, news, compared);
  },
  async create(inputs) {
    watchEngine();
    const made = await ensureIdentity(inputs, undefined);
    return { id: `${inputs.stack}/${inputs.host}`, outs: { ...inputs, ...made } };
  },
  async update(_id, olds, news) {
    watchEngine();
    return { outs: { ...news, ...(await ensureIdentity(news, olds.keysFingerprint)) } };
  },
  async read(id, state) {
    // Of a host that is away nothing new is known; its Release tells that it is away.
    const found = await withSession(state.connection, 2_500, readKeysFingerprint).catch(
      () => state.keysFingerprint,
    );
    const props = { ...state, isUnchanged: !state.keysFingerprint || found === state.keysFingerprint };
    return { id, props, inputs: pickKeys(props, [...wanted, "isUnchanged", "providerVersion", ...facts]) };
  },
  // Keys belong to the host and go with it.
  async delete() {},
};
