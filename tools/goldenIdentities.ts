import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import { computeAddress, SigningKey } from "ethers";
import type { HostIdentityFacts } from "../infra/plan/plan";

// PKCS#8 frame of an ed25519 private key.
const ed25519Frame = Buffer.from("302e020100300506032b657004220420", "hex");

/** Identities that follow from host names alone, so that golden files are the same on every machine. */
export function makeGoldenIdentities(hosts: readonly { name: string }[]): Record<string, HostIdentityFacts> {
  return Object.fromEntries(hosts.map(({ name }) => [name, makeIdentity(name)]));
}

function makeIdentity(name: string): HostIdentityFacts {
  const consensusKey = publicKeyOf(seedFor(name, "consensus"));
  const evmKey = new SigningKey(`0x${seedFor(name, "evm").toString("hex")}`);
  const ownerKey = new SigningKey(`0x${seedFor(name, "owner").toString("hex")}`);
  const gethKey = new SigningKey(`0x${seedFor(name, "devp2p").toString("hex")}`);
  return {
    consensusPublicKey: consensusKey.toString("base64"),
    consensusAddress: cometAddress(consensusKey).toUpperCase(),
    p2pNodeId: cometAddress(publicKeyOf(seedFor(name, "p2p"))),
    enodePublicKey: gethKey.publicKey.slice("0x04".length),
    evmAddress: computeAddress(evmKey.publicKey),
    ownerAddress: computeAddress(ownerKey.publicKey),
  };
}

function seedFor(name: string, purpose: string): Buffer {
  return createHash("sha256").update(`golden ${name} ${purpose}`).digest();
}

function publicKeyOf(seed: Buffer): Buffer {
  const key = createPrivateKey({ key: Buffer.concat([ed25519Frame, seed]), format: "der", type: "pkcs8" });
  return createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
}

// CometBFT: the first 20 bytes of SHA-256 over the public key.
function cometAddress(publicKey: Buffer): string {
  return createHash("sha256").update(publicKey).digest("hex").slice(0, 40);
}
