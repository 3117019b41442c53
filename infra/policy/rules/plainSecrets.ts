import type { Rule } from "../rule";
import { listTexts } from "../texts";

/** What gives itself away by its form, wherever it stands. */
const forms: [what: string, pattern: RegExp][] = [
  ["a private key (PEM)", /-----BEGIN [A-Z0-9 ]*PRIVATE KEY/],
  ["a private key (age)", /AGE-SECRET-KEY-1[A-Z0-9]{20,}/],
  ["a private key (WireGuard)", /^\s*P(?:rivate|reshared)Key\s*=\s*[A-Za-z0-9+/]{43}=/m],
  ["an access key of AWS", /\bA(?:KI|SI)A[0-9A-Z]{16}\b/],
  ["a token of GitHub", /\bgh[pousr]_[A-Za-z0-9]{36}/],
  ["a signed token (JWT)", /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/],
  ["a password hash", /\$(?:2[aby]\$\d\d|6|y)\$[./A-Za-z0-9$]{22,}/],
  ["credentials in an address", /\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/]+:[^\s:@/]+@/],
];

const secretName = "(?:private_?key|secret|passw(?:or)?d|passphrase|token|mnemonic|api_?key)";
/** An input that is called a secret, and not the file or the name of one. */
const calledSecret = new RegExp(`(?:^|[._\\]a-z])${secretName}$`, "i");
/** `HCLOUD_TOKEN=…`, `password: …` inside a text. */
const assigned = new RegExp(`^[^#\\n]*${secretName}["']?\\s*[:=]\\s*["']?([^\\s"',}]+)`, "gim");

// A path, a reference to a variable, a word: what stands where a secret is named but not told.
const isNoSecret = (value: string) =>
  value.length < 12 || /^(?:\.{0,2}\/|\$|<|file:|!|\*+$|[a-z-]+$)/.test(value);

function assignedSecret(text: string): boolean {
  return [...text.matchAll(assigned)].some(([, value]) => !isNoSecret(value!));
}

function faultOf(path: string, text: string, known: readonly string[]): string | undefined {
  const form = forms.find(([, pattern]) => pattern.test(text));
  if (form) return `${path}: holds ${form[0]} that is not marked secret`;
  if (known.some((secret) => text.includes(secret)))
    return `${path}: holds a secret of this machine's environment that is not marked secret`;
  if ((calledSecret.test(path) && text !== "") || assignedSecret(text))
    return `${path}: is called a secret and not marked as one`;
  return undefined;
}

/**
 * State keeps plain inputs in clear: keys and tokens go there as secrets or not at all.
 * `known` are secrets whose very text must appear nowhere.
 */
export const plainSecrets = (known: readonly string[]): Rule => ({
  name: "no-plain-secret",
  description: "No key, token or password in an input that is not marked secret.",
  findFaults: ({ plainProps }) =>
    listTexts(plainProps).flatMap(([path, text]) => faultOf(path, text, known) ?? []),
});

/** Secrets that an environment holds, by the names of its variables; not a filler, which any text may hold. */
export function secretsOf(env: Record<string, string | undefined>): string[] {
  const isSecretName = /(TOKEN|SECRET|PASSWORD|PASSPHRASE|PRIVATE_KEY|SECRET_ACCESS_KEY)$/;
  return Object.entries(env).flatMap(([name, value = ""]) =>
    isSecretName.test(name) && new Set(value).size >= 6 ? [value] : [],
  );
}
