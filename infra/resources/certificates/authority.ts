import { createPrivateKey, generateKeyPairSync, type KeyObject, X509Certificate } from "node:crypto";
import { link, readFile, unlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { signCertificate } from "./certificate";

/** The network's own certificate authority: its key never leaves the operator's machine. */
export interface Authority {
  /** PEM, public. */
  certificate: string;
  subject: string;
  privateKey: KeyObject;
}

const validDays = 3650;
const dayMs = 86_400_000;
const fileOf = (folder: string) => join(resolve(folder), "authority.pem");

/** The authority of a folder; undefined when it has none. */
export async function readAuthority(folder: string): Promise<Authority | undefined> {
  try {
    return parseAuthority(await readFile(fileOf(folder), "utf8"));
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return undefined;
    throw error;
  }
}

function parseAuthority(text: string): Authority {
  const certificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n/.exec(text)![0];
  const { subject } = new X509Certificate(certificate);
  return { certificate, subject: subject.replace(/^CN=/, ""), privateKey: createPrivateKey(text) };
}

/** The authority of a folder, made where there is none; of two that are made at once, one stays. */
export async function ensureAuthority(folder: string, subject: string): Promise<Authority> {
  const known = await readAuthority(folder);
  if (known) return known;
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const now = Date.now();
  const certificate = signCertificate({
    subject,
    publicKey,
    issuer: { subject, privateKey },
    validFrom: new Date(now - dayMs),
    validTo: new Date(now + validDays * dayMs),
    names: [],
  });
  const file = fileOf(folder);
  const part = `${file}.${process.pid}.${now}.${Math.random().toString(36).slice(2)}`;
  const key = privateKey.export({ type: "pkcs8", format: "pem" });
  await writeFile(part, `${certificate}${key}`, { mode: 0o600, flag: "wx" });
  try {
    await link(part, file);
  } catch (error) {
    if ((error as { code?: string }).code !== "EEXIST") throw error;
  } finally {
    await unlink(part);
  }
  return (await readAuthority(folder))!;
}
