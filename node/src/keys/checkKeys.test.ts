import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkKeys } from "./checkKeys";
import { type HostIdentityFacts, makeIdentity } from "./identity";

let dir: string;
let data: string;
let facts: HostIdentityFacts;
const at = (name: string) => join(dir, name);
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "keys-"));
  data = mkdtempSync(join(tmpdir(), "data-"));
  facts = makeIdentity(dir, { consensusDataDir: data });
});
afterEach(() => {
  for (const folder of [dir, data]) rmSync(folder, { recursive: true, force: true });
});

describe("checkKeys", () => {
  test("finds nothing in a set that was just made", () => {
    const declaredFile = at("identity.json");
    const { consensusAddress, evmAddress } = facts;
    writeFileSync(declaredFile, JSON.stringify({ consensusAddress, evmAddress }));
    expect(checkKeys({ dir, consensusDataDir: data, declaredFile })).toEqual({ faults: [], notes: [] });
  });

  test("refuses a hot key that is the owner's too", () => {
    for (const part of ["keystore.json", "passphrase"]) {
      writeFileSync(at(`owner_${part}`), readFileSync(at(`evm_${part}`), "utf8"));
    }
    expect(checkKeys({ dir, consensusDataDir: data }).faults).toEqual([
      `${at("owner_keystore.json")}: must be another key than ${at("evm_keystore.json")}`,
    ]);
  });

  test("names every fault at once", () => {
    const declaredFile = at("identity.json");
    const other = { consensusAddress: "AB".repeat(20), evmAddress: `0x${"11".repeat(20)}` };
    writeFileSync(declaredFile, JSON.stringify(other));
    chmodSync(at("jwt.hex"), 0o644);
    chmodSync(dir, 0o755);
    rmSync(at("geth_nodekey"));
    rmSync(join(data, "priv_validator_state.json"));
    expect(checkKeys({ dir, consensusDataDir: data, declaredFile }).faults).toEqual([
      `${at("jwt.hex")}: mode must be 0600 (got 0644)`,
      `${dir}: mode must be 0700 (got 0755)`,
      `Key file ${at("geth_nodekey")}: cannot be read.`,
      `consensusAddress: must be ${other.consensusAddress} (got ${facts.consensusAddress})`,
      `evmAddress: must be ${other.evmAddress} (got ${facts.evmAddress})`,
      `${join(data, "priv_validator_state.json")}: is missing; a validator that ever signed must not sign without it`,
    ]);
  });

  test("finds a validator key whose told address is not its own", () => {
    const path = at("priv_validator_key.json");
    const key = JSON.parse(readFileSync(path, "utf8"));
    writeFileSync(path, JSON.stringify({ ...key, address: "AB".repeat(20) }));
    expect(checkKeys({ dir }).faults).toEqual([
      `Key file ${path}: address and pub_key are not those of its private key.`,
    ]);
  });

  test("finds a passphrase that does not open the keystore", () => {
    writeFileSync(at("evm_passphrase"), "other");
    expect(checkKeys({ dir }).faults).toEqual([
      `Key file ${at("evm_keystore.json")}: the passphrase does not open it.`,
    ]);
  });

  test("notes a plain copy of the key, and calls another key beside it a fault", () => {
    writeFileSync(at("evm_key"), "11".repeat(32), { mode: 0o600 });
    expect(checkKeys({ dir }).faults).toEqual([
      expect.stringMatching(
        /evm_key: must be the keystore's key 0x.* \(got 0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A\)$/,
      ),
    ]);
    rmSync(at("evm_keystore.json"));
    makeIdentity(dir);
    expect(checkKeys({ dir })).toEqual({
      faults: [],
      notes: [`${at("evm_key")}: plain copy of the keystore's key, for going back to an earlier release`],
    });
  });
});
