import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { dynamic } from "@pulumi/pulumi";
import { Wallet } from "ethers";
import { utils } from "ssh2";
import { type Bag, diffInputs, keepFacts, missingInputs, pickKeys } from "../inputs";
import { makeSshKeyPair } from "../sessions/sshKeyPair";
import type { OperatorKeysInputs } from "./operatorKeys";

const providerVersion = "1";
const compared = ["stack", "folder", "present", "providerVersion"];
const facts = ["sshPublicKey", "deployerAddress", "sshKeyFile", "deployerKeyFile"];

async function keptOrMade(file: string, make: () => string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as { code?: string }).code !== "ENOENT") throw error;
  }
  const text = make();
  await writeFile(file, text, { mode: 0o600, flag: "wx" });
  return text;
}

function sshPublicKeyOf(privateKey: string): string {
  const parsed = utils.parseKey(privateKey);
  if (parsed instanceof Error) throw parsed;
  return `${parsed.type} ${parsed.getPublicSSH().toString("base64")}`;
}

async function ensureKeys(inputs: OperatorKeysInputs) {
  const folder = resolve(inputs.folder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const sshKey = await keptOrMade(join(folder, "ssh_key"), () => makeSshKeyPair().privateKey);
  const deployerKey = await keptOrMade(
    join(folder, "deployer_key"),
    () => `${Wallet.createRandom().privateKey}\n`,
  );
  return {
    sshPublicKey: sshPublicKeyOf(sshKey),
    deployerAddress: new Wallet(deployerKey.trim()).address,
    sshKeyFile: `${inputs.folder}/ssh_key`,
    deployerKeyFile: `${inputs.folder}/deployer_key`,
    present: true,
  };
}

export const provider: dynamic.ResourceProvider = {
  async check(oldInputs: Bag, news: Bag) {
    const inputs = { ...news, present: true, providerVersion };
    return {
      inputs: keepFacts(oldInputs, inputs, facts),
      failures: missingInputs(news, ["stack", "folder"]),
    };
  },
  async diff(_id, olds: Bag, news: Bag) {
    return diffInputs(olds, news, compared);
  },
  async create(inputs) {
    return {
      id: createHash("sha256").update(inputs.folder).digest("hex").slice(0, 12),
      outs: { ...inputs, ...(await ensureKeys(inputs)) },
    };
  },
  async update(_id, _olds, news) {
    return { outs: { ...news, ...(await ensureKeys(news)) } };
  },
  async read(id, state) {
    const sshKey = await readFile(resolve(state.sshKeyFile), "utf8").catch(() => "");
    const present = sshKey !== "" && sshPublicKeyOf(sshKey) === state.sshPublicKey;
    const props = { ...state, present };
    // Keys that are gone are made anew by `up`: then what is recorded of them is no fact any more.
    return { id, props, inputs: pickKeys(props, present ? [...compared, ...facts] : compared) };
  },
  async delete(_id, state) {
    await rm(resolve(state.folder), { recursive: true, force: true });
  },
};
