import type { HostSession } from "../../infra/resources/sessions/hostSession";
import { DeployError } from "../../infra/vocab/errors";
import { askStatus } from "../hosts/httpOverSsh";

export interface HeightsProof {
  host: string;
  from: number;
  to: number;
}

export class HeightsStuckError extends DeployError<"HEIGHTS_STUCK"> {
  constructor(at: { missing: string[]; seconds: number }) {
    super("HEIGHTS_STUCK", `Not every validator made three blocks within ${at.seconds} s.`, {
      details: at.missing,
      fix: "make status",
    });
  }
}

export class HashesDifferError extends DeployError<"HASHES_DIFFER"> {
  constructor(at: { height: number; hashes: Record<string, string> }) {
    super("HASHES_DIFFER", `Validators disagree on block ${at.height}.`, {
      details: Object.entries(at.hashes).map(([host, hash]) => `${host}: ${hash}`),
      fix: "make logs HOST=… SERVICE=app",
    });
  }
}

type Sessions = ReadonlyMap<string, HostSession>;

const heightOf = async (session: HostSession): Promise<number> => (await askStatus(session)).height;

/**
 * Sees every validator grow by `blocks`.
 * @throws HEIGHTS_STUCK
 */
export async function proveHeights(
  sessions: Sessions,
  opts: { blocks: number; seconds: number },
): Promise<HeightsProof[]> {
  const deadline = Date.now() + opts.seconds * 1000;
  const watch = async ([host, session]: [string, HostSession]): Promise<HeightsProof> => {
    const from = await heightOf(session);
    let to = from;
    while (to < from + opts.blocks && Date.now() < deadline) {
      await new Promise((next) => setTimeout(next, 500));
      to = await heightOf(session);
    }
    return { host, from, to };
  };
  const proofs = await Promise.all([...sessions].map(watch));
  const missing = proofs.filter(({ from, to }) => to < from + opts.blocks);
  if (missing.length === 0) return proofs;
  throw new HeightsStuckError({
    missing: missing.map(({ host, from, to }) => `${host}: ${from} → ${to}`),
    seconds: opts.seconds,
  });
}

/**
 * Compares block hash and state root of one height on all validators.
 * @throws HASHES_DIFFER
 */
export async function proveAgreement(sessions: Sessions, height: number): Promise<string> {
  const hashes: Record<string, string> = {};
  for (const [host, session] of sessions) {
    const { at } = await askStatus(session, `?height=${height}`);
    hashes[host] = at ? `${at.evmHash} (state ${at.stateRoot})` : "unknown";
  }
  const distinct = [...new Set(Object.values(hashes))];
  if (distinct.length === 1 && distinct[0] !== "unknown") return distinct[0]!;
  throw new HashesDifferError({ height, hashes });
}
