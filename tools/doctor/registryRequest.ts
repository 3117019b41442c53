/** A login for one registry. */
export interface RegistryAccount {
  /** `registry.example.org:5000` */
  registry: string;
  username: string;
  password: string;
}

const manifests = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

const limitMs = 5_000;

export const registryHost = (reference: string): string => reference.split("/")[0] ?? "";

const basicOf = ({ username, password }: RegistryAccount) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;

async function headStatus(url: string, authorization?: string) {
  const headers = { accept: manifests, ...(authorization ? { authorization } : {}) };
  return fetch(url, { method: "HEAD", headers, signal: AbortSignal.timeout(limitMs) });
}

/** The parts of `Bearer realm="https://…",service="…",scope="…"`. */
export function readChallenge(header: string): { scheme: string; parts: Record<string, string> } {
  const [scheme = ""] = header.split(" ");
  const parts = [...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key!, value!]);
  return { scheme: scheme.toLowerCase(), parts: Object.fromEntries(parts) };
}

// Public images, too, want a token of many registries: one that anybody is given.
async function fetchToken(parts: Record<string, string>, account?: RegistryAccount): Promise<string> {
  const { realm = "", ...wanted } = parts;
  const url = new URL(realm);
  for (const [key, value] of Object.entries(wanted)) url.searchParams.set(key, value);
  const headers: Record<string, string> = account ? { authorization: basicOf(account) } : {};
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(limitMs) });
  const { token, access_token } = (await answer.json()) as { token?: string; access_token?: string };
  return `Bearer ${token ?? access_token ?? ""}`;
}

/** Status of a manifest, asked for with what the registry wants: nothing, a token, or the account. */
export async function requestManifest(url: string, account?: RegistryAccount): Promise<number> {
  const { status, headers } = await headStatus(url);
  if (status !== 401) return status;
  const { scheme, parts } = readChallenge(headers.get("www-authenticate") ?? "");
  if (scheme === "basic" && account) return (await headStatus(url, basicOf(account))).status;
  // An account goes to whom its registry names only by a connection that nobody reads.
  const mayShow = parts.realm?.startsWith("https:") || url.startsWith("http:");
  if (scheme !== "bearer" || (account && !mayShow)) return status;
  return (await headStatus(url, await fetchToken(parts, account))).status;
}
