import type { dynamic } from "@pulumi/pulumi";
import type { HostIdentityFacts } from "../../plan/plan";
import { fault } from "../fault";
import { type Bag, diffInputs, keepFacts, missingInputs, pickKeys } from "../inputs";
import { withSession } from "../sessions/hostSession";
import { withSharedSession } from "../sessions/sharedSession";
import type { HostIdentityInputs } from "./hostIdentity";
import { ensureFolders, ensureNodeKeys, readKeysFingerprint } from "./hostKeys";

// 3: the owner's key is made beside the others. 2: the EVM key lies in a keystore. Hosts of version 1 keep it in the plain file evm_key, and it becomes the keystore's
// by the next update; the plain file stays, for the generations kept on the host mount it.
const providerVersion = "3";
const versionsWithoutAllKeys = ["1", "2"];
const wanted = ["stack", "host", "network", "connection", "services", "appImage"];
const compared = ["stack", "host", "network", "connection", "services", "isUnchanged", "providerVersion"];
const facts = ["identity", "keysFingerprint"];

function assertSameKeys(host: string, recorded: string, found: string): void {
  if (recorded === found) return;
  throw fault("KEYS_CHANGED", `The keys of host "${host}" are not those the network knows.`, {
    details: [`recorded fingerprint: ${recorded}`, `found: ${found}`],
    fix: "Restore /srv/cordillera/keys of that host from its backup. To begin a new chain: pulumi destroy, then pulumi up.",
  });
}

interface Recorded {
  identity?: HostIdentityFacts;
  keysFingerprint?: string;
  providerVersion?: string;
}

const lacksKeys = ({ providerVersion: version }: Recorded): boolean =>
  version !== undefined && versionsWithoutAllKeys.includes(version);

async function ensureIdentity(inputs: HostIdentityInputs, recorded: Recorded) {
  return withSession(inputs.connection, 30_000, async (session) => {
    const hasKeys = inputs.services.includes("app");
    if (hasKeys && recorded.keysFingerprint) {
      assertSameKeys(inputs.host, recorded.keysFingerprint, await readKeysFingerprint(session));
    }
    await ensureFolders(session, inputs);
    if (!hasKeys) return { isUnchanged: true };
    const kept = lacksKeys(recorded) ? undefined : recorded.identity;
    const identity = kept ?? (await ensureNodeKeys(session, inputs.appImage));
    return { identity, keysFingerprint: await readKeysFingerprint(session), isUnchanged: true };
  });
}

export const provider: dynamic.ResourceProvider = {
  async check(oldInputs: Bag, news: Bag) {
    const { appImage, ...others } = news;
    const inputs = keepFacts(oldInputs, { ...others, isUnchanged: true, providerVersion }, facts);
    // Keys are made once: a host that has them, or needs none, does not see the image change.
    const mustMake = !inputs.identity || lacksKeys(oldInputs);
    const makesKeys = mustMake && (news.services as string[] | undefined)?.includes("app");
    return { inputs: makesKeys ? { ...inputs, appImage } : inputs, failures: missingInputs(news, wanted) };
  },
  async diff(_id, olds: Bag, news: Bag) {
    return diffInputs(olds, news, compared);
  },
  async create(inputs) {
    const made = await ensureIdentity(inputs, {});
    return { id: `${inputs.stack}/${inputs.host}`, outs: { ...inputs, ...made } };
  },
  async update(_id, olds, news) {
    return { outs: { ...news, ...(await ensureIdentity(news, olds)) } };
  },
  async read(id, state) {
    // Of a host that is away nothing new is known; its Release tells that it is away.
    const found = await withSharedSession(state.connection, 2_500, readKeysFingerprint).catch(
      () => state.keysFingerprint,
    );
    const props = { ...state, isUnchanged: !state.keysFingerprint || found === state.keysFingerprint };
    const inputs = pickKeys(props, [...compared, ...facts]);
    return {
      id,
      props,
      inputs: state.identity || !state.appImage ? inputs : { ...inputs, appImage: state.appImage },
    };
  },
  // Keys belong to the host and go with it.
  async delete() {},
};
