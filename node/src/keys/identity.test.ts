import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { evmAddressOf, publicKeyOf } from "./evmKey";
import { makeIdentity, readIdentity } from "./identity";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "keys-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("makeIdentity", () => {
  const files = [
    ...["node_key.json", "priv_validator_key.json", "geth_nodekey", "jwt.hex"],
    ...["evm_keystore.json", "evm_passphrase", "owner_keystore.json", "owner_passphrase"],
  ];

  test("makes every key file readable by its owner alone", () => {
    makeIdentity(dir);
    for (const file of files) expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600);
  });

  test("prints public facts in the promised spelling", () => {
    const facts = makeIdentity(dir);
    expect(Buffer.from(facts.consensusPublicKey, "base64")).toHaveLength(32);
    expect(facts.consensusAddress).toMatch(/^[0-9A-F]{40}$/);
    expect(facts.p2pNodeId).toMatch(/^[0-9a-f]{40}$/);
    expect(facts.enodePublicKey).toMatch(/^[0-9a-f]{128}$/);
    expect(facts.evmAddress).toMatch(/^0x[0-9a-fA-F]{40}$/);
    expect(facts.ownerAddress).toMatch(/^0x[0-9a-fA-F]{40}$/);
    expect(facts.ownerAddress).not.toBe(facts.evmAddress);
  });

  test("adopts what is there and changes no byte of it", () => {
    const facts = makeIdentity(dir);
    const before = files.map((file) => readFileSync(join(dir, file), "utf8"));
    expect(makeIdentity(dir)).toEqual(facts);
    expect(files.map((file) => readFileSync(join(dir, file), "utf8"))).toEqual(before);
  });

  test("completes a set that was cut half-way", () => {
    const facts = makeIdentity(dir);
    rmSync(join(dir, "evm_keystore.json"));
    const completed = makeIdentity(dir);
    expect(completed.consensusAddress).toBe(facts.consensusAddress);
    expect(completed.evmAddress).not.toBe(facts.evmAddress);
  });

  test("makes an owner's key on a host of an earlier release, and changes no other", () => {
    const { ownerAddress: _, ...facts } = makeIdentity(dir);
    for (const file of ["owner_keystore.json", "owner_passphrase"]) rmSync(join(dir, file));
    expect(readIdentity(dir)).toEqual(facts);
    expect(makeIdentity(dir)).toMatchObject(facts);
    expect(makeIdentity(dir).ownerAddress).toMatch(/^0x/);
  });

  test("makes the signing state together with the validator key and never again", () => {
    const data = join(dir, "data");
    const statePath = join(data, "priv_validator_state.json");
    makeIdentity(join(dir, "keys"), { consensusDataDir: data });
    expect(JSON.parse(readFileSync(statePath, "utf8"))).toEqual({ height: "0", round: 0, step: 0 });
    rmSync(statePath);
    makeIdentity(join(dir, "keys"), { consensusDataDir: data });
    expect(existsSync(statePath)).toBe(false);
  });

  test("puts the plain key of an earlier release into a keystore once, and leaves the file for going back", () => {
    const plain = `${"4f".repeat(32)}\n`;
    writeFileSync(join(dir, "evm_key"), plain, { mode: 0o600 });
    const facts = makeIdentity(dir);
    expect(facts.evmAddress).toBe(evmAddressOf(publicKeyOf("k", Buffer.from("4f".repeat(32), "hex"))));
    expect(readFileSync(join(dir, "evm_key"), "utf8")).toBe(plain);
    const keystore = readFileSync(join(dir, "evm_keystore.json"), "utf8");
    expect(makeIdentity(dir)).toEqual(facts);
    expect(readFileSync(join(dir, "evm_keystore.json"), "utf8")).toBe(keystore);
    rmSync(join(dir, "evm_key"));
    expect(readIdentity(dir)).toEqual(facts);
  });

  test("tells a key of an earlier release before it is migrated", () => {
    const facts = makeIdentity(dir);
    rmSync(join(dir, "evm_keystore.json"));
    writeFileSync(join(dir, "evm_key"), "4f".repeat(32), { mode: 0o600 });
    expect(readIdentity(dir)).toEqual({ ...facts, evmAddress: expect.not.stringMatching(facts.evmAddress) });
  });

  test("makes no signing state beside a validator key that it cannot read", () => {
    const data = join(dir, "data");
    mkdirSync(join(dir, "priv_validator_key.json"));
    expect(() => makeIdentity(dir, { consensusDataDir: data })).toThrow();
    expect(existsSync(join(data, "priv_validator_state.json"))).toBe(false);
  });

  test("refuses a damaged key file instead of replacing it", () => {
    makeIdentity(dir);
    const path = join(dir, "geth_nodekey");
    writeFileSync(path, "short");
    expect(() => makeIdentity(dir)).toThrow(
      `Key file ${path}: must hold 64 hex digits.\n  fix: Restore the file from its backup; only a host that never signed may have it removed and made anew.`,
    );
    expect(readFileSync(path, "utf8")).toBe("short");
  });
});

describe("readIdentity", () => {
  test("refuses a validator key whose halves do not belong together", () => {
    makeIdentity(dir);
    const path = join(dir, "priv_validator_key.json");
    const file = JSON.parse(readFileSync(path, "utf8"));
    const bytes = Buffer.from(file.priv_key.value, "base64");
    bytes[40] = bytes[40]! ^ 1;
    file.priv_key.value = bytes.toString("base64");
    chmodSync(path, 0o600);
    writeFileSync(path, JSON.stringify(file));
    expect(() => readIdentity(dir)).toThrow("public half does not belong to the private half");
  });
});

describe("evmAddressOf", () => {
  test("gives the published address of the published key", () => {
    const key = Buffer.from("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80", "hex");
    expect(evmAddressOf(publicKeyOf("k", key))).toBe("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
  });
});
