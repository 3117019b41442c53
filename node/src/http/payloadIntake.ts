import type { IncomingMessage, ServerResponse } from "node:http";
import type { Admission, PayloadBox } from "../lease/payloadBox";
import { claimHeader } from "../lease/payloadPush";
import type { NodeMetrics } from "../metrics/catalogue";
import { type Authorship, parseAuthorship } from "../payload/authorship";
import { maxPayloadBytes } from "../payload/codec";

const statusOf: Record<Exclude<Admission, "wanted">, { status: number; reason: string }> = {
  known: { status: 200, reason: "known already" },
  unwanted: { status: 409, reason: "of no height or holder that is to come" },
  forged: { status: 403, reason: "not signed by a validator that may hold the lease" },
};

/** `POST /payload`: the holder's next payload. Its claim is judged before a byte of the body is read. */
export class PayloadIntake {
  constructor(private readonly modules: { box: PayloadBox; metrics: NodeMetrics }) {}

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, reason, outcome } = await this.judge(request);
    this.modules.metrics.payloadsReceived.inc({ outcome });
    // An unread body would be taken for the next request.
    if (!request.complete) response.setHeader("connection", "close");
    response
      .writeHead(status, { "content-type": "application/json" })
      .end(`${JSON.stringify({ reason })}\n`, () => {
        if (!request.complete) request.destroy();
      });
  }

  private async judge(request: IncomingMessage) {
    const { box } = this.modules;
    const claim = readClaim(request);
    if (!claim) return { status: 400, reason: `${claimHeader}: must be a claim`, outcome: "malformed" };
    const { admission, signer } = box.admit(claim);
    if (admission !== "wanted") return { ...statusOf[admission], outcome: admission };
    const length = Number(request.headers["content-length"]);
    if (!(length <= maxPayloadBytes)) {
      return { status: 413, reason: `at most ${maxPayloadBytes} bytes`, outcome: "oversized" };
    }
    try {
      if (await box.take(claim, signer!, () => readBody(request))) {
        return { status: 200, reason: "taken", outcome: "taken" };
      }
      return { status: 400, reason: "not what was signed", outcome: "forged" };
    } catch (error) {
      return { status: 400, reason: (error as Error).message, outcome: "malformed" };
    }
  }
}

function readClaim(request: IncomingMessage): Authorship | undefined {
  const text = request.headers[claimHeader];
  if (typeof text !== "string") return undefined;
  try {
    return parseAuthorship(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

// HTTP itself ends a body at its content-length.
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
