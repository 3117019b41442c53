import type { AppState } from "../state";
import { BlobError } from "./blobFaults";
import { type OpenBlob, openBody, openHeader, type SealedBlob } from "./blobFormat";
import { assertNetwork, type BlobNetwork, linkOf, noLink } from "./blobHeader";
import type { DataAvailability } from "./celestiaClient";
import { signersOf } from "./finalizedBlocks";

/** Where a blob lies, and which one of those at that height it is. */
export interface BlobPlace {
  daHeight: number;
  link: string;
  /** Last block in it. */
  to: number;
}

type Da = Pick<DataAvailability, "blobsAt" | "localHead">;

/** A late duplicate may lie above the newest range. */
const marginHeights = 20;

/**
 * The chain of blobs from its first to its newest, found from the newest back by each blob's word on where the one
 * before lies: no DA height needs to be known.
 *
 * @throws BLOB_CHAIN DA_*
 */
export async function findChain(
  at: { network: BlobNetwork; validators: AppState["validators"]; searchBackHeights: number },
  { da }: { da: Da },
  signal: AbortSignal,
): Promise<BlobPlace[]> {
  const tips = await findTips(at, da, signal);
  const breaks: string[] = [];
  for (const tip of tips) {
    try {
      return await walkBack(tip, at.network, { da, signal });
    } catch (error) {
      if (!(error instanceof BlobError)) throw error;
      breaks.push(`from DA height ${tip.daHeight}: ${error.message.split("\n")[0]}`);
    }
  }
  throw new BlobError("BLOB_CHAIN", "No chain of blobs on DA reaches block 1.", {
    details: breaks.length > 0 ? breaks : [`no blob in the last ${at.searchBackHeights} DA heights`],
    fix: "Check da.rpcUrl and the network's chain id; raise da.searchBackHeights when DA has been quiet for long.",
  });
}

/** The blob of this link, whole. @throws BLOB_CHAIN DA_* */
export async function blobAt(
  da: Da,
  { daHeight, link }: BlobPlace,
  network: BlobNetwork,
  signal: AbortSignal,
): Promise<OpenBlob> {
  for (const sealed of await readHeaders(da, daHeight, network, signal)) {
    if (linkOf(sealed.header) !== link) continue;
    const open = await openWhole(sealed);
    if (open) return open;
  }
  throw notThere({ daHeight, link });
}

function notThere({ daHeight, link }: { daHeight: number; link: string }): BlobError {
  return new BlobError("BLOB_CHAIN", `DA height ${daHeight} has no blob ${link}.`);
}

// Anybody may put a signed header in front of another body.
async function openWhole(sealed: SealedBlob): Promise<OpenBlob | undefined> {
  try {
    return await openBody(sealed);
  } catch (error) {
    if (error instanceof BlobError) return undefined;
    throw error;
  }
}

async function findTips(
  at: { network: BlobNetwork; validators: AppState["validators"]; searchBackHeights: number },
  da: Da,
  signal: AbortSignal,
): Promise<BlobPlace[]> {
  const top = await da.localHead({ signal });
  let lowest = Math.max(1, top - at.searchBackHeights);
  const tips: BlobPlace[] = [];
  // Who signs may have changed since genesis: a tip of a stranger is tried last, and judged when it is executed.
  const known = signersOf(at);
  const strangers: BlobPlace[] = [];
  for (let daHeight = top; daHeight >= lowest; daHeight--) {
    for (const sealed of await readHeaders(da, daHeight, at.network, signal)) {
      const { header, signer } = sealed;
      if (!(await openWhole(sealed))) continue;
      const tip = { daHeight, link: linkOf(header), to: header.to };
      if (!known.has(signer)) {
        strangers.push(tip);
        continue;
      }
      if (tips.length === 0) lowest = Math.max(1, daHeight - marginHeights);
      tips.push(tip);
    }
  }
  const byRange = (a: BlobPlace, b: BlobPlace) => b.to - a.to;
  return [...tips.sort(byRange), ...strangers.sort(byRange).slice(0, 100)];
}

async function walkBack(
  tip: BlobPlace,
  network: BlobNetwork,
  { da, signal }: { da: Da; signal: AbortSignal },
): Promise<BlobPlace[]> {
  const places: BlobPlace[] = [];
  for (let place: Omit<BlobPlace, "to"> = tip; ; ) {
    const found = await readHeaders(da, place.daHeight, network, signal);
    const header = found.map((each) => each.header).find((each) => linkOf(each) === place.link);
    if (!header) throw notThere(place);
    places.push({ ...place, to: header.to });
    if (header.previous === noLink) {
      if (header.from !== 1)
        throw new BlobError("BLOB_CHAIN", `The first blob begins at block ${header.from}.`);
      return places.reverse();
    }
    // Strictly downwards: no blob may lead in a circle.
    if (header.previousDaHeight >= place.daHeight || header.previousDaHeight < 1) {
      throw new BlobError("BLOB_CHAIN", `The blob at DA height ${place.daHeight} names none before it.`);
    }
    place = { daHeight: header.previousDaHeight, link: header.previous };
  }
}

async function readHeaders(
  da: Da,
  daHeight: number,
  network: BlobNetwork,
  signal: AbortSignal,
): Promise<SealedBlob[]> {
  return (await da.blobsAt(daHeight, { signal })).flatMap((bytes) => {
    try {
      const sealed = openHeader(bytes);
      assertNetwork(sealed.header, network);
      return [sealed];
    } catch (error) {
      if (error instanceof BlobError) return [];
      throw error;
    }
  });
}
