import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Wallet } from "ethers";
import { fault } from "../fault";
import type { Deployer } from "./sending";

/**
 * The deployer's key, read where the description says. Messages name the place, never what is in it.
 * @throws DEPLOYER_KEY_MISSING, DEPLOYER_KEY_UNREADABLE, DEPLOYER_KEY_WRONG
 */
export async function readDeployerKey(deployer: Deployer): Promise<Wallet> {
  const { wallet, place } = await (deployer.keystoreFile
    ? openKeystore(deployer, deployer.keystoreFile)
    : readPlainKey(deployer));
  if (wallet.address.toLowerCase() === deployer.address.toLowerCase()) return wallet;
  throw fault("DEPLOYER_KEY_WRONG", "The deployer's key belongs to another account.", {
    details: [`key in: ${place}`, `its account: ${wallet.address}`, `wanted: ${deployer.address}`],
    fix: "Name the account of that key under contracts.deployer.address, or give the other key.",
  });
}

interface FoundKey {
  wallet: Wallet;
  place: string;
}

async function readPlainKey({ keyVariable, keyFile }: Deployer): Promise<FoundKey> {
  const place = keyVariable ? `environment variable ${keyVariable}` : `file ${keyFile}`;
  const text = keyVariable ? readVariable(keyVariable) : await readText(keyFile!);
  const hex = text.trim().replace(/^0x/, "");
  if (!/^[0-9a-fA-F]{64}$/.test(hex)) throw unreadable(place, "32 bytes in hex are expected");
  return { wallet: new Wallet(`0x${hex}`), place };
}

async function openKeystore(
  { passwordVariable, passwordFile }: Deployer,
  keystoreFile: string,
): Promise<FoundKey> {
  const keystore = await readText(keystoreFile);
  const password = passwordVariable
    ? readVariable(passwordVariable)
    : (await readText(passwordFile!)).replace(/\r?\n$/, "");
  const place = `keystore ${keystoreFile}`;
  try {
    const wallet = await Wallet.fromEncryptedJson(keystore, password);
    return { wallet: new Wallet(wallet.privateKey), place };
  } catch (error) {
    const isPassword = /incorrect password/.test((error as Error).message);
    throw unreadable(place, isPassword ? "the password does not open it" : "it is no keystore");
  }
}

function readVariable(name: string): string {
  const text = process.env[name];
  if (text) return text;
  throw fault("DEPLOYER_KEY_MISSING", `The environment variable ${name} is empty; nothing was sent.`, {
    fix: `Set ${name} for this one command; the description names it under contracts.deployer.`,
  });
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(resolve(file), "utf8");
  } catch {
    throw fault("DEPLOYER_KEY_MISSING", "A file of the deployer's key cannot be read; nothing was sent.", {
      details: [`file: ${file}`],
      fix: "Put it there with mode 0600, or name another one under contracts.deployer.",
    });
  }
}

const unreadable = (place: string, reason: string) =>
  fault("DEPLOYER_KEY_UNREADABLE", "The deployer's key cannot be used; nothing was sent.", {
    details: [`key in: ${place}`, `reason: ${reason}`],
    fix: "Correct what the description names under contracts.deployer.",
  });
