import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";

const maxRequestBytes = 16_384;
const timeoutMs = 5_000;

const count = z.union([z.number().int().nonnegative(), z.string().regex(/^\d{1,19}$/)]);

// What a light client asks; nothing here changes anything.
const questionSchema = z.object({
  id: z.union([z.number().int(), z.string().max(64)]),
  method: z.enum(["commit", "validators", "consensus_params"]),
  params: z.object({ height: count, page: count, per_page: count }).partial().default({}),
});

interface Answer {
  status: number;
  text: string;
}

const refusal = (status: number, reason: string): Answer => ({ status, text: JSON.stringify({ reason }) });

/** `POST /consensus`: headers and validator sets of CometBFT for a peer's light client; its RPC itself answers this host only. */
export class ConsensusProxy {
  constructor(private readonly cometRpcUrl: string) {}

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, text } = await this.ask(request).catch((error: Error) => refusal(502, error.message));
    if (!request.complete) response.setHeader("connection", "close");
    response.writeHead(status, { "content-type": "application/json" }).end(text);
  }

  private async ask(request: IncomingMessage): Promise<Answer> {
    const body = await readBounded(request);
    if (body === undefined) return refusal(413, `at most ${maxRequestBytes} bytes`);
    const question = parseQuestion(body);
    if (!question) return refusal(403, `known: ${questionSchema.shape.method.options.join(" ")}`);
    const answer = await fetch(this.cometRpcUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      // Written anew: Go reads "Method" for "method" too, and of two it takes the last.
      body: JSON.stringify({ jsonrpc: "2.0", ...question }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: answer.status, text: await answer.text() };
  }
}

function parseQuestion(body: string): z.infer<typeof questionSchema> | undefined {
  try {
    return questionSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

async function readBounded(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > maxRequestBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
