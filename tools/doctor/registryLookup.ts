/** What a registry says of a digest: it has it, has it not, wants credentials first, or says nothing. */
export type DigestAnswer = "there" | "missing" | "locked" | "silent";

const manifests = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** Address of an image's manifest in the registry's API. */
export function manifestUrl(reference: string): string {
  const [name = "", digest = ""] = reference.split("@");
  const [host = "", ...repository] = name.split("/");
  return `https://${host}/v2/${repository.join("/")}/manifests/${digest}`;
}

export function readAnswer(status: number): DigestAnswer {
  if (status === 200) return "there";
  if (status === 401 || status === 403) return "locked";
  return status === 404 ? "missing" : "silent";
}

/** Asks for each image by digest, pulling none. */
export async function lookUpDigests(references: readonly string[]): Promise<Record<string, DigestAnswer>> {
  const answers = references.map(async (reference): Promise<[string, DigestAnswer]> => {
    try {
      const { status } = await fetch(manifestUrl(reference), {
        method: "HEAD",
        headers: { accept: manifests },
        signal: AbortSignal.timeout(5_000),
      });
      return [reference, readAnswer(status)];
    } catch {
      return [reference, "silent"];
    }
  });
  return Object.fromEntries(await Promise.all(answers));
}
