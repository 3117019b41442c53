import type { HostSession } from "../sessions/hostSession";
import { planPrune, type StoredGeneration } from "./generation";

const root = "/srv/cordillera";

interface Listing {
  stored: StoredGeneration[];
  inUse: string[];
}

/** Lines `id seconds manifest` of the generations, and `= id` of the two links. */
export function parseListing(text: string): Listing {
  const listing: Listing = { stored: [], inUse: [] };
  for (const line of text.split("\n")) {
    const [id = "", seconds = "", ...manifest] = line.split(" ");
    if (id === "=") listing.inUse.push(seconds);
    else if (/^[0-9a-f]{16}$/.test(id)) {
      const { images } = JSON.parse(manifest.join(" ") || "{}") as { images?: Record<string, string> };
      listing.stored.push({ id, usedAtSeconds: Number(seconds), images: Object.values(images ?? {}) });
    }
  }
  return listing;
}

/** Removes generations beyond the last ones and images that none of the kept names. Never a reason to fail. */
export async function pruneHost(session: HostSession, keep: number): Promise<void> {
  const listing = await session.run(
    [
      `cd ${root}/generations && rm -rf ./*.part ./*.old`,
      `for id in *; do echo "$id $(stat -c %Y "$id") $(tr -d '\\n' <"$id/manifest.json")"; done`,
      `for link in current proven; do echo "= $(basename "$(readlink ../$link)")"; done`,
    ].join("; "),
  );
  const images = await session.run("docker image ls --digests --format '{{.Repository}}@{{.Digest}}'");
  const { stored, inUse } = parseListing(listing.stdout);
  const imagesOnHost = images.stdout.split("\n").filter((line) => line.includes("@sha256:"));
  const plan = planPrune(stored, { keep, inUse, imagesOnHost });
  for (const id of plan.generations) await session.run(`rm -rf ${root}/generations/${id}`);
  for (const image of plan.images) await session.run(`docker image rm ${image}`);
}
