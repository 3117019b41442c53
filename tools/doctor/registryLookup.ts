import { type RegistryAccount, registryHost, requestManifest } from "./registryRequest";

/** What a registry says of a digest: it has it, has it not, wants credentials first, or says nothing. */
export type DigestAnswer = "there" | "missing" | "locked" | "silent";

/** Address of an image's manifest in the registry's API. */
export function manifestUrl(reference: string): string {
  const [name = "", digest = ""] = reference.split("@");
  const [host = "", ...repository] = name.split("/");
  // Docker, too, speaks plain HTTP to a registry of the machine itself.
  const scheme = /^(localhost|127\.[\d.]+)(:\d+)?$/.test(host) ? "http" : "https";
  return `${scheme}://${host}/v2/${repository.join("/")}/manifests/${digest}`;
}

export function readAnswer(status: number): DigestAnswer {
  if (status === 200) return "there";
  if (status === 401 || status === 403) return "locked";
  return status === 404 ? "missing" : "silent";
}

/** Asks for each image by digest, pulling none; the account is shown to its own registry only. */
export async function lookUpDigests(
  references: readonly string[],
  account?: RegistryAccount,
): Promise<Record<string, DigestAnswer>> {
  const answers = references.map(async (reference): Promise<[string, DigestAnswer]> => {
    try {
      const own = account?.registry === registryHost(reference) ? account : undefined;
      return [reference, readAnswer(await requestManifest(manifestUrl(reference), own))];
    } catch {
      return [reference, "silent"];
    }
  });
  return Object.fromEntries(await Promise.all(answers));
}
