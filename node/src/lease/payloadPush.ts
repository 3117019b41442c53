import type { Logger } from "../logger";
import type { NodeMetrics } from "../metrics/catalogue";
import type { Authorship } from "../payload/authorship";

export const claimHeader = "x-cordillera-claim";
// A payload that comes later than this is a miss already.
const pushTimeoutMs = 2_000;

/** A claim as an HTTP header carries it. */
export function renderClaimHeader(authorship: Authorship): string {
  return Buffer.from(JSON.stringify(authorship)).toString("base64url");
}

/** Sends the holder's payload to every peer at once; a peer that is away costs the others nothing. */
export class PayloadPush {
  private readonly peers: { name: string; url: URL }[];

  constructor(
    peers: { name: string; statusUrl: string }[],
    private readonly modules: { logger: Logger; metrics: NodeMetrics },
  ) {
    this.peers = peers.map(({ name, statusUrl }) => ({ name, url: new URL("/payload", statusUrl) }));
  }

  async toAll(payload: Buffer, authorship: Authorship, signal: AbortSignal): Promise<void> {
    await Promise.all(this.peers.map((peer) => this.to(peer, payload, authorship, signal)));
  }

  private async to(
    peer: { name: string; url: URL },
    payload: Buffer,
    authorship: Authorship,
    signal: AbortSignal,
  ): Promise<void> {
    const { logger, metrics } = this.modules;
    try {
      const response = await fetch(peer.url, {
        method: "POST",
        headers: {
          "content-type": "application/octet-stream",
          [claimHeader]: renderClaimHeader(authorship),
        },
        body: new Uint8Array(payload),
        signal: AbortSignal.any([signal, AbortSignal.timeout(pushTimeoutMs)]),
      });
      const text = await response.text();
      if (response.ok) {
        metrics.payloadsPushed.inc({ outcome: "taken" });
        return;
      }
      metrics.payloadsPushed.inc({ outcome: "refused" });
      logger.debug("peer refused the payload", { peer: peer.name, status: response.status, text });
    } catch (error) {
      if (signal.aborted) return;
      metrics.payloadsPushed.inc({ outcome: "unreachable" });
      logger.debug("peer not reached", { peer: peer.name, reason: (error as Error).message });
    }
  }
}
