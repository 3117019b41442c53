import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { encryptKeystoreJson, Wallet } from "ethers";
import { evmAddressOf, publicKeyOf } from "./evmKey";
import { decryptKeystore, encryptKeystore } from "./keystore";

const key = Buffer.from("4f3edf983ac636a65a842ce7c78d9aa706d3b113bce9c46f30d7d21715b23b1d", "hex");
const passphrase = "p".repeat(64);
const address = evmAddressOf(publicKeyOf("k", key));

describe("encryptKeystore", () => {
  test("writes what other tools open", async () => {
    const wallet = await Wallet.fromEncryptedJson(encryptKeystore(key, passphrase), passphrase);
    expect(wallet.privateKey).toBe(`0x${key.toString("hex")}`);
    expect(wallet.address).toBe(address);
  });

  test("shows nothing of the key, and no two files alike", () => {
    const [one, two] = [encryptKeystore(key, passphrase), encryptKeystore(key, passphrase)];
    expect(one).not.toContain(key.toString("hex").slice(0, 16));
    expect(JSON.parse(one).crypto.ciphertext).not.toBe(JSON.parse(two).crypto.ciphertext);
  });

  test("costs a restart less than a second", () => {
    const keystore = encryptKeystore(key, passphrase);
    const startedMs = performance.now();
    decryptKeystore("k", keystore, passphrase);
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });
});

describe("decryptKeystore", () => {
  test("opens what ethers writes", async () => {
    const account = { address, privateKey: `0x${key.toString("hex")}` };
    const json = await encryptKeystoreJson(account, passphrase, { scrypt: { N: 1024 } });
    expect(decryptKeystore("k", json, passphrase)).toEqual(key);
  });

  test("names the file when the passphrase is another's", () => {
    const keystore = encryptKeystore(key, passphrase);
    expect(() => decryptKeystore("k.json", keystore, "other")).toThrow(
      "Key file k.json: the passphrase does not open it.",
    );
  });

  test("refuses a keystore that was changed", () => {
    const keystore = JSON.parse(encryptKeystore(key, passphrase));
    const other = { ...keystore, address: "00".repeat(20) };
    expect(() => decryptKeystore("k", JSON.stringify(other), passphrase)).toThrow(
      `it names address 0x${"00".repeat(20)}, its key has 0x${address.slice(2).toLowerCase()}`,
    );
    keystore.crypto.ciphertext = "00".repeat(32);
    expect(() => decryptKeystore("k", JSON.stringify(keystore), passphrase)).toThrow("does not open it");
  });

  test.each([
    ["not JSON", "{", "is not JSON"],
    ["another kind of file", '{"version":1}', "is no V3 keystore with scrypt (version, crypto)"],
  ])("names %s", (_, text, rule) => {
    expect(() => decryptKeystore("k", text, passphrase)).toThrow(`Key file k: ${rule}`);
  });

  test.each([2 ** 24, 3000])("does not pay whatever a file asks, and reads the next key: n = %d", (n) => {
    const keystore = JSON.parse(encryptKeystore(key, passphrase));
    keystore.crypto.kdfparams.n = n;
    expect(() => decryptKeystore("k", JSON.stringify(keystore), passphrase)).toThrow(
      `its scrypt cost cannot be paid (n ${n}, r 8, p 1)`,
    );
    const der = generateKeyPairSync("ed25519").privateKey.export({ format: "der", type: "pkcs8" });
    expect(createPrivateKey({ key: der, format: "der", type: "pkcs8" }).asymmetricKeyType).toBe("ed25519");
  });
});
