import { randomBytes } from "node:crypto";
import { lstatSync } from "node:fs";
import { join } from "node:path";
import {
  consensusAddressOf,
  makeConsensusKey,
  parseConsensusKey,
  renderNodeKey,
  renderValidatorKey,
  validatorAddressOf,
} from "./consensusKey";
import { evmAddressOf, makeSecp256k1Hex, publicKeyOf } from "./evmKey";
import { ensureEvmKey, placeOf, readEvmKey } from "./evmKeyFiles";
import { adoptOrWrite, parseHexKey, readKeyFile } from "./files";
import { ensureOwnerKey, hasOwnerKey, readOwnerKey } from "./ownerKey";
import {
  assertNoRemoteSigner,
  ensureRemoteSigner,
  hasRemoteSigner,
  readRemoteSigner,
} from "./remoteSignerFile";

/** Public parts of a host's keys; the only thing that leaves the host. */
export interface HostIdentityFacts {
  /** ed25519, base64, 32 bytes. */
  consensusPublicKey: string;
  /** CometBFT validator address: 40 hex digits, upper case. */
  consensusAddress: string;
  /** CometBFT P2P id: 40 hex digits, lower case. */
  p2pNodeId: string;
  /** devp2p public key without 04 prefix: 128 hex digits. */
  enodePublicKey: string;
  /** Author and fee recipient of this host's payloads, EIP-55. */
  evmAddress: string;
  /** Owner of this host's registration and stake, EIP-55; absent on hosts of earlier releases. */
  ownerAddress?: string;
}

/** Key files beside those of the EVM author. */
export const keyFileNames = {
  nodeKey: "node_key.json",
  validatorKey: "priv_validator_key.json",
  gethKey: "geth_nodekey",
  jwt: "jwt.hex",
} as const;

export interface IdentityOptions {
  /** CometBFT's data folder, for its signing state. */
  consensusDataDir?: string | undefined;
  /** Public half of a consensus key that another machine holds: then none is made here, and no signing state. */
  remoteSignerKey?: string | undefined;
}

/** Makes what is missing, adopts what is there, overwrites nothing. @throws KEY_FILE CONSENSUS_KEY_PLACE */
export function makeIdentity(dir: string, options: IdentityOptions = {}): HostIdentityFacts {
  const validatorPath = join(dir, keyFileNames.validatorKey);
  if (options.remoteSignerKey) ensureRemoteSigner(dir, options.remoteSignerKey, validatorPath);
  else {
    assertNoRemoteSigner(dir);
    if (options.consensusDataDir) makeSigningState(options.consensusDataDir, validatorPath);
    adoptOrWrite(validatorPath, () => renderValidatorKey(makeConsensusKey()));
  }
  adoptOrWrite(join(dir, keyFileNames.nodeKey), () => renderNodeKey(makeConsensusKey()));
  adoptOrWrite(join(dir, keyFileNames.gethKey), makeSecp256k1Hex);
  adoptOrWrite(join(dir, keyFileNames.jwt), () => `${randomBytes(32).toString("hex")}\n`);
  ensureEvmKey(dir);
  ensureOwnerKey(dir);
  return readIdentity(dir);
}

/** Public facts of keys that are there, each file checked. @throws KEY_FILE */
export function readIdentity(dir: string): HostIdentityFacts {
  const at = (name: string) => {
    const path = join(dir, name);
    return { path, text: readKeyFile(path) };
  };
  const nodeKey = at(keyFileNames.nodeKey);
  const gethKey = at(keyFileNames.gethKey);
  const jwt = at(keyFileNames.jwt);
  const evm = placeOf(dir);
  parseHexKey(jwt.path, jwt.text);
  const consensusPublicKey = readConsensusPublicKey(dir);
  const node = parseConsensusKey(nodeKey.path, nodeKey.text);
  return {
    consensusPublicKey: consensusPublicKey.toString("base64"),
    consensusAddress: validatorAddressOf(consensusPublicKey),
    p2pNodeId: consensusAddressOf(node.publicKey).toString("hex"),
    enodePublicKey: publicKeyOf(gethKey.path, parseHexKey(gethKey.path, gethKey.text)).toString("hex"),
    evmAddress: evmAddressOf(publicKeyOf(evm.evmKeyFile, readEvmKey(evm))),
    ...(hasOwnerKey(dir) ? { ownerAddress: evmAddressOf(publicKeyOf("owner", readOwnerKey(dir))) } : {}),
  };
}

function readConsensusPublicKey(dir: string): Buffer {
  if (hasRemoteSigner(dir)) return readRemoteSigner(dir);
  const path = join(dir, keyFileNames.validatorKey);
  return parseConsensusKey(path, readKeyFile(path)).publicKey;
}

// The signing state is CometBFT's guard against signing a height twice: made before its key, and never
// again once the key is there, readable or not, so a host that lost it stops instead of signing anew.
function makeSigningState(dataDir: string, validatorPath: string): void {
  const statePath = join(dataDir, "priv_validator_state.json");
  if (lstatSync(validatorPath, { throwIfNoEntry: false })) return;
  adoptOrWrite(statePath, () => `${JSON.stringify({ height: "0", round: 0, step: 0 })}\n`);
}
