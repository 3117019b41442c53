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
const compared = [
  ...["stack", "host", "network", "connection", "services", "remoteSignerKey", "isUnchanged"],
  "providerVersion",
];
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
  remoteSignerKey?: string;
}

const lacksKeys = ({ providerVersion: version }: Recorded): boolean =>
  version !== undefined && versionsWithoutAllKeys.includes(version);

/** A validator is its key: the one that a remote signer holds must be the one that the network knows. */
function assertSameValidator(host: string, recorded: HostIdentityFacts, declared: string | undefined): void {
  if (!declared || declared === recorded.consensusPublicKey) return;
  throw fault(
    "CONSENSUS_KEY_CHANGED",
    `Host "${host}" is a validator with another key than its remote signer's.`,
    {
      details: [`the network knows: ${recorded.consensusPublicKey}`, `remoteSigner.publicKey: ${declared}`],
      fix: "Give the key that the network knows, and move that key to the signer (docs/guide/node-keys.md). A new key is a new validator: a host of another name.",
    },
  );
}

function assertSameFacts(host: string, recorded: HostIdentityFacts, found: HostIdentityFacts): void {
  const names = Object.keys(recorded) as (keyof HostIdentityFacts)[];
  const [changed] = names.filter((name) => recorded[name] !== found[name]);
  if (changed) assertSameKeys(host, `${changed} ${recorded[changed]}`, `${changed} ${found[changed]}`);
}

async function ensureIdentity(inputs: HostIdentityInputs, recorded: Recorded) {
  const hasKeys = inputs.services.includes("app");
  // The key itself went from here, or came back: then its public half says whether it is the same.
  const isMoved = hasKeys && recorded.identity && recorded.remoteSignerKey !== inputs.remoteSignerKey;
  if (isMoved) assertSameValidator(inputs.host, recorded.identity!, inputs.remoteSignerKey);
  return withSession(inputs.connection, 30_000, async (session) => {
    if (!isMoved && hasKeys && recorded.keysFingerprint) {
      assertSameKeys(inputs.host, recorded.keysFingerprint, await readKeysFingerprint(session));
    }
    await ensureFolders(session, inputs);
    if (!hasKeys) return { isUnchanged: true };
    const kept = lacksKeys(recorded) || isMoved ? undefined : recorded.identity;
    const identity = kept ?? (await ensureNodeKeys(session, inputs.appImage, inputs.remoteSignerKey));
    if (isMoved) assertSameFacts(inputs.host, recorded.identity!, identity);
    return { identity, keysFingerprint: await readKeysFingerprint(session), isUnchanged: true };
  });
}

export const provider: dynamic.ResourceProvider = {
  async check(oldInputs: Bag, news: Bag) {
    const { appImage, ...others } = news;
    const inputs = keepFacts(oldInputs, { ...others, isUnchanged: true, providerVersion }, facts);
    // Keys are made once: a host that has them, or needs none, does not see the image change.
    const isMoved = oldInputs.remoteSignerKey !== news.remoteSignerKey;
    const mustMake = !inputs.identity || lacksKeys(oldInputs) || isMoved;
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
