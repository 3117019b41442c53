import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { NodeError } from "../faults";
import { consensusKeyRule } from "./consensusKey";
import { adoptOrWrite, KeyFileError, readKeyFile } from "./files";

/** Stands in the folder of the keys in place of `priv_validator_key.json`: the public half of a key that is elsewhere. */
export const remoteSignerFileName = "remote_signer.json";

/** A key can be here or with a signer; both would sign twice, and neither is guessed. */
export class ConsensusKeyPlaceError extends NodeError<"CONSENSUS_KEY_PLACE"> {
  constructor(summary: string, at: { details: string[]; fix: string }) {
    super("CONSENSUS_KEY_PLACE", summary, at);
  }
}

const fileSchema = z.strictObject({ publicKey: z.string().regex(consensusKeyRule) });

export const hasRemoteSigner = (dir: string): boolean => existsSync(join(dir, remoteSignerFileName));

/** The declared key, 32 bytes. @throws KEY_FILE */
export function readRemoteSigner(dir: string): Buffer {
  const path = join(dir, remoteSignerFileName);
  let raw: unknown;
  try {
    raw = JSON.parse(readKeyFile(path));
  } catch (cause) {
    if (cause instanceof KeyFileError) throw cause;
    throw new KeyFileError(path, "is not JSON", cause);
  }
  const parsed = fileSchema.safeParse(raw);
  if (!parsed.success) throw new KeyFileError(path, "publicKey must be an ed25519 key in base64");
  return Buffer.from(parsed.data.publicKey, "base64");
}

/** Notes whose key a remote signer holds; a host that has a key of its own is refused. @throws CONSENSUS_KEY_PLACE KEY_FILE */
export function ensureRemoteSigner(dir: string, publicKey: string, ownKeyPath: string): void {
  if (!consensusKeyRule.test(publicKey)) {
    throw new ConsensusKeyPlaceError("The remote signer's key is no ed25519 public key in base64.", {
      details: [`got: ${publicKey}`],
      fix: "Give pub_key.value of the validator's priv_validator_key.json.",
    });
  }
  if (existsSync(ownKeyPath)) {
    throw new ConsensusKeyPlaceError(
      "This host still holds a consensus key, and is to sign by a remote signer.",
      {
        details: [`own key: ${ownKeyPath}`, `remote signer: ${publicKey}`],
        fix: "Stop CometBFT here, move priv_validator_key.json and priv_validator_state.json to the signer's machine so that neither stays here, then try again (docs/guide/node-keys.md).",
      },
    );
  }
  adoptOrWrite(join(dir, remoteSignerFileName), () => `${JSON.stringify({ publicKey })}\n`);
  const known = readRemoteSigner(dir).toString("base64");
  if (known === publicKey) return;
  throw new ConsensusKeyPlaceError(
    "This host's remote signer holds another key than the one that is declared.",
    {
      details: [`this host signs with: ${known}`, `declared: ${publicKey}`],
      fix: "A validator keeps its key: put the former one back into remoteSigner.publicKey.",
    },
  );
}

/** @throws CONSENSUS_KEY_PLACE where a key would be made for a validator whose key is with a signer */
export function assertNoRemoteSigner(dir: string): void {
  if (!hasRemoteSigner(dir)) return;
  throw new ConsensusKeyPlaceError(
    "This host's consensus key is with a remote signer, and none is declared.",
    {
      details: [`by: ${join(dir, remoteSignerFileName)}`],
      fix: "Put remoteSigner back into the description. To take the key back: stop the signer for good, move its key and its signing state here, remove that file (docs/guide/node-keys.md).",
    },
  );
}
