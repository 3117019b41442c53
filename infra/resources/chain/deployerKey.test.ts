import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encryptKeystoreJsonSync, Wallet } from "ethers";
import { readDeployerKey } from "./deployerKey";

const wallet = new Wallet(Wallet.createRandom().privateKey);
const { address } = wallet;
const keyVariable = "TEST_DEPLOYER_KEY";
const passwordVariable = "TEST_DEPLOYER_PASSWORD";
let folder: string;
let keystoreFile: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "deployer-"));
  keystoreFile = join(folder, "keystore.json");
  const encrypted = encryptKeystoreJsonSync(wallet, "right", { scrypt: { N: 2 } });
  await writeFile(keystoreFile, encrypted);
  await writeFile(join(folder, "password"), "right\n");
  await writeFile(join(folder, "plain"), `${wallet.privateKey}\n`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => {
  delete process.env[keyVariable];
  delete process.env[passwordVariable];
});

const messageOf = async (reading: Promise<unknown>): Promise<string> =>
  reading.then(
    () => "",
    (error: Error) => `${error.message}\n${error.stack}`,
  );

describe("readDeployerKey", () => {
  test("reads a file, a variable, and a keystore with its password from either", async () => {
    process.env[keyVariable] = wallet.privateKey;
    process.env[passwordVariable] = "right";
    for (const place of [
      { keyFile: join(folder, "plain") },
      { keyVariable },
      { keystoreFile, passwordVariable },
      { keystoreFile, passwordFile: join(folder, "password") },
    ]) {
      expect((await readDeployerKey({ address, ...place })).privateKey).toBe(wallet.privateKey);
    }
  });

  test("says what is missing, by its place", async () => {
    await expect(readDeployerKey({ address, keyVariable })).rejects.toThrow(
      [
        "The environment variable TEST_DEPLOYER_KEY is empty; nothing was sent.",
        "  fix: Set TEST_DEPLOYER_KEY for this one command; the description names it under contracts.deployer.",
      ].join("\n"),
    );
    const missing = join(folder, "none");
    await expect(readDeployerKey({ address, keyFile: missing })).rejects.toThrow(
      `A file of the deployer's key cannot be read; nothing was sent.\n  - file: ${missing}`,
    );
  });

  test("refuses a wrong password, and a key of another account", async () => {
    process.env[passwordVariable] = "wrong";
    await expect(readDeployerKey({ address, keystoreFile, passwordVariable })).rejects.toThrow(
      `reason: the password does not open it`,
    );
    const other = Wallet.createRandom().address;
    await expect(readDeployerKey({ address: other, keyFile: join(folder, "plain") })).rejects.toThrow(
      `The deployer's key belongs to another account.\n  - key in: file ${join(folder, "plain")}\n  - its account: ${address}\n  - wanted: ${other}`,
    );
  });

  test("tells neither key nor password, whatever is wrong with them", async () => {
    process.env[keyVariable] = `${wallet.privateKey}ff`;
    process.env[passwordVariable] = "a very secret word";
    const messages = [
      await messageOf(readDeployerKey({ address, keyVariable })),
      await messageOf(readDeployerKey({ address, keystoreFile, passwordVariable })),
      await messageOf(readDeployerKey({ address, keystoreFile: join(folder, "plain"), passwordVariable })),
    ];
    for (const message of messages) {
      expect(message).toContain("cannot be used; nothing was sent.");
      expect(message).not.toContain(wallet.privateKey.slice(2));
      expect(message).not.toContain("a very secret word");
    }
  });
});
