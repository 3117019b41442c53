import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { parseConsensusKey, validatorAddressOf } from "./consensusKey";
import { checkDeclared, readDeclared } from "./declared";
import { evmAddressOf, publicKeyOf } from "./evmKey";
import { evmFileNames, placeOf, readEvmKey } from "./evmKeyFiles";
import { parseHexKey, readKeyFile } from "./files";
import { keyFileNames } from "./identity";
import { hasOwnerKey, ownerFileNames, readOwnerKey } from "./ownerKey";
import { hasRemoteSigner, readRemoteSigner, remoteSignerFileName } from "./remoteSignerFile";

export interface KeysCheckOptions {
  dir: string;
  /** identity.json: what the network knows. */
  declaredFile?: string;
  /** CometBFT's data folder, for its signing state. */
  consensusDataDir?: string;
}

export interface KeysVerdict {
  /** What must be mended; none when all is well. */
  faults: string[];
  /** What is allowed and worth knowing. */
  notes: string[];
}

/** Modes, pairs and declared addresses of a host's keys; every fault at once. */
export function checkKeys({ dir, declaredFile, consensusDataDir }: KeysCheckOptions): KeysVerdict {
  const faults: string[] = [];
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      faults.push((error as Error).message.split("\n")[0]!);
      return undefined;
    }
  };
  const place = placeOf(dir);
  const plain = join(dir, evmFileNames.plain);
  const hasKeystore = place.evmKeyFile !== plain;
  const named = [...Object.values(keyFileNames), remoteSignerFileName].map((name) => join(dir, name));
  const evm = [place.evmKeyFile, ...(hasKeystore ? [place.evmPassphraseFile] : []), plain];
  const owner = Object.values(ownerFileNames).map((name) => join(dir, name));
  for (const path of [...named, ...new Set(evm), ...owner]) faults.push(...checkMode(path));
  if (existsSync(dir) && (statSync(dir).mode & 0o077) !== 0) {
    faults.push(`${dir}: mode must be 0700 (got ${modeOf(dir)})`);
  }

  const validatorKey = join(dir, keyFileNames.validatorKey);
  const isRemote = hasRemoteSigner(dir);
  const consensusAddress = attempt(() =>
    isRemote ? validatorAddressOf(readRemoteSigner(dir)) : readValidatorAddress(validatorKey),
  );
  if (isRemote && existsSync(validatorKey)) {
    faults.push(`${validatorKey}: must not be here; a remote signer holds this host's key`);
  }
  attempt(() => {
    const path = join(dir, keyFileNames.nodeKey);
    parseConsensusKey(path, readKeyFile(path));
  });
  for (const name of [keyFileNames.gethKey, keyFileNames.jwt]) {
    attempt(() => parseHexKey(join(dir, name), readKeyFile(join(dir, name))));
  }
  const evmAddress = attempt(() => evmAddressOf(publicKeyOf(place.evmKeyFile, readEvmKey(place))));
  const ownerAddress = hasOwnerKey(dir)
    ? attempt(() => evmAddressOf(publicKeyOf("owner", readOwnerKey(dir))))
    : undefined;
  // AndeConsensus refuses it too: a hot key that is the owner's could move the stake.
  if (ownerAddress && ownerAddress === evmAddress) {
    faults.push(`${owner[0]}: must be another key than ${place.evmKeyFile}`);
  }

  const notes: string[] = [];
  if (isRemote && consensusAddress) notes.push(`consensus key ${consensusAddress} is with a remote signer`);
  if (!hasKeystore && existsSync(plain)) notes.push(`${plain}: plain key; \`keys new\` makes its keystore`);
  if (hasKeystore && existsSync(plain)) {
    const other = attempt(() => evmAddressOf(publicKeyOf(plain, readEvmKey({ evmKeyFile: plain }))));
    if (other && evmAddress && other !== evmAddress) {
      faults.push(`${plain}: must be the keystore's key ${evmAddress} (got ${other})`);
    } else notes.push(`${plain}: plain copy of the keystore's key, for going back to an earlier release`);
  }
  if (declaredFile) {
    const declared = attempt(() => readDeclared(declaredFile));
    if (declared) faults.push(...checkDeclared(declared, { consensusAddress, evmAddress }));
  }
  // With a remote signer its own machine has the one that counts.
  if (consensusDataDir && !isRemote)
    attempt(() => readSigningState(join(consensusDataDir, "priv_validator_state.json")));
  return { faults, notes };
}

function checkMode(path: string): string[] {
  if (!existsSync(path)) return [];
  return (statSync(path).mode & 0o077) === 0 ? [] : [`${path}: mode must be 0600 (got ${modeOf(path)})`];
}

function modeOf(path: string): string {
  return `0${(statSync(path).mode & 0o777).toString(8)}`;
}

const validatorSchema = z.object({ address: z.string(), pub_key: z.object({ value: z.string() }) });

// CometBFT believes the private half alone; people and tools read the other two.
function readValidatorAddress(path: string): string {
  const text = readKeyFile(path);
  const { publicKey } = parseConsensusKey(path, text);
  const address = validatorAddressOf(publicKey);
  const told = validatorSchema.safeParse(JSON.parse(text)).data;
  if (told?.address !== address || told.pub_key.value !== publicKey.toString("base64")) {
    throw new Error(`Key file ${path}: address and pub_key are not those of its private key.`);
  }
  return address;
}

const signingStateSchema = z.object({
  height: z.string().regex(/^\d+$/),
  round: z.number(),
  step: z.number(),
});

function readSigningState(path: string): void {
  if (!existsSync(path))
    throw new Error(`${path}: is missing; a validator that ever signed must not sign without it`);
  if (!signingStateSchema.safeParse(JSON.parse(readFileSync(path, "utf8"))).success) {
    throw new Error(`${path}: is no signing state of CometBFT`);
  }
}
