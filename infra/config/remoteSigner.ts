import { z } from "zod";
import { parseCidr } from "../vocab/cidr";
import { hostNameRule, validates } from "../vocab/words";
import type { Fault } from "./fault";
import type { PlacedHost } from "./hostRules";

// A signer is one machine, or a few behind one gate.
const shortestPrefix = 24;

const publicKey = z
  .string()
  .refine(
    (text) =>
      Buffer.from(text, "base64").length === 32 && Buffer.from(text, "base64").toString("base64") === text,
    "must be an ed25519 public key, 32 bytes in base64",
  );

const origin = z
  .string()
  .refine(
    (text) => parseCidr(text) !== undefined || hostNameRule.test(text),
    "must be another host's name, or an IPv4 range such as 203.0.113.7/32, written with its first address",
  );

export const remoteSignerSchema = z.strictObject({
  publicKey: publicKey.describe(
    "Public half of the validator's consensus key, ed25519 in base64: `pub_key.value` of its `priv_validator_key.json`. No other key may sign for this host.",
  ),
  from: z
    .array(origin)
    .min(1, "must name at least one")
    .describe(
      "Where the signer connects from: names of other hosts, IPv4 ranges of the mesh or of the world. Nobody else reaches its port.",
    ),
});

/** Who may hold a key, whose key it is, and from where. */
export function checkRemoteSigners(placed: readonly PlacedHost[]): Fault[] {
  const owners = new Map<string, string>();
  return placed.flatMap(({ host, path }): Fault[] => {
    const { remoteSigner } = host;
    if (!remoteSigner) return [];
    const at = `${path}.remoteSigner`;
    const faults: Fault[] = [];
    if (!validates(host.roles)) {
      faults.push({ path: at, rule: "is for a sequencer or witness", got: host.roles });
    }
    const owner = owners.get(remoteSigner.publicKey);
    if (owner === undefined) owners.set(remoteSigner.publicKey, path);
    // Two hosts with one key sign twice.
    else
      faults.push({ path: `${at}.publicKey`, rule: `is the key of ${owner}`, got: remoteSigner.publicKey });
    remoteSigner.from.forEach((text, i) => {
      faults.push(...checkOrigin(text, `${at}.from[${i}]`, host.name, placed));
    });
    return faults;
  });
}

function checkOrigin(text: string, path: string, own: string, placed: readonly PlacedHost[]): Fault[] {
  const range = parseCidr(text);
  if (range) {
    if (range.prefixLength >= shortestPrefix) return [];
    return [{ path, rule: `must be a /${shortestPrefix} or narrower`, got: text }];
  }
  if (text === own)
    return [{ path, rule: "must be another host: a key beside its node needs no remote signer", got: text }];
  const known = placed.map(({ host }) => host.name).filter((name) => name !== own);
  return known.includes(text) ? [] : [{ path, rule: "not a host", got: text, known }];
}
