import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkKeys } from "./checkKeys";
import { consensusAddressOf, makeConsensusKey, renderValidatorKey } from "./consensusKey";
import { makeIdentity, readIdentity } from "./identity";

let dir: string;
let data: string;
const key = makeConsensusKey();
const remoteSignerKey = key.publicKey.toString("base64");
const at = (name: string) => join(dir, name);

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "keys-"));
  data = mkdtempSync(join(tmpdir(), "data-"));
});
afterEach(() => {
  for (const folder of [dir, data]) rmSync(folder, { recursive: true, force: true });
});

describe("keys of a host with a remote signer", () => {
  test("are all made but the consensus key and its signing state", () => {
    const facts = makeIdentity(dir, { consensusDataDir: data, remoteSignerKey });
    expect(facts.consensusPublicKey).toBe(remoteSignerKey);
    expect(facts.consensusAddress).toBe(consensusAddressOf(key.publicKey).toString("hex").toUpperCase());
    expect(existsSync(at("priv_validator_key.json"))).toBe(false);
    expect(existsSync(join(data, "priv_validator_state.json"))).toBe(false);
    expect(readIdentity(dir)).toEqual(facts);
    expect(makeIdentity(dir, { consensusDataDir: data, remoteSignerKey })).toEqual(facts);
    expect(checkKeys({ dir, consensusDataDir: data })).toEqual({
      faults: [],
      notes: [`consensus key ${facts.consensusAddress} is with a remote signer`],
    });
  });

  test("are refused while the key is still here: two would sign with it", () => {
    makeIdentity(dir, { consensusDataDir: data });
    expect(() => makeIdentity(dir, { remoteSignerKey })).toThrow(
      [
        "This host still holds a consensus key, and is to sign by a remote signer.",
        `  - own key: ${at("priv_validator_key.json")}`,
        `  - remote signer: ${remoteSignerKey}`,
        "  fix: Stop CometBFT here, move priv_validator_key.json and priv_validator_state.json to the signer's machine so that neither stays here, then try again (docs/guide/node-keys.md).",
      ].join("\n"),
    );
    expect(existsSync(at("remote_signer.json"))).toBe(false);
  });

  test("keep the same validator when the key has moved", () => {
    writeFileSync(at("priv_validator_key.json"), renderValidatorKey(key), { mode: 0o600 });
    const before = makeIdentity(dir, { consensusDataDir: data });
    rmSync(at("priv_validator_key.json"));
    expect(makeIdentity(dir, { consensusDataDir: data, remoteSignerKey })).toEqual(before);
  });

  test("never become another key, here or with the signer", () => {
    makeIdentity(dir, { remoteSignerKey });
    expect(() => makeIdentity(dir)).toThrow(
      "This host's consensus key is with a remote signer, and none is declared.",
    );
    const other = makeConsensusKey().publicKey.toString("base64");
    expect(() => makeIdentity(dir, { remoteSignerKey: other })).toThrow(
      "This host's remote signer holds another key than the one that is declared.",
    );
    expect(() => makeIdentity(dir, { remoteSignerKey: "abc" })).toThrow(
      "The remote signer's key is no ed25519 public key in base64.",
    );
  });

  test("a key that came back beside the signer is a fault", () => {
    makeIdentity(dir, { remoteSignerKey });
    writeFileSync(at("priv_validator_key.json"), renderValidatorKey(key), { mode: 0o600 });
    expect(checkKeys({ dir }).faults).toEqual([
      `${at("priv_validator_key.json")}: must not be here; a remote signer holds this host's key`,
    ]);
  });
});
