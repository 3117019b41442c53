import { z } from "zod";
import type { HostSession } from "../../infra/resources/sessions/hostSession";
import { DeployError } from "../../infra/vocab/errors";
import { type StatusReport, statusReportSchema } from "./statusReport";

export class HostAnswerError extends DeployError<"HOST_ANSWER"> {
  constructor(at: { path: string; answer: string }) {
    super("HOST_ANSWER", `A service on the host does not answer ${at.path} as it should.`, {
      details: at.answer.trim().split("\n").slice(0, 3),
      fix: "make logs HOST=… SERVICE=…",
    });
  }
}

/** A host that runs what it is told. */
export type Asked = Pick<HostSession, "run">;

// bash opens the connection itself: a host needs no HTTP client for this. HTTP/1.0 keeps the body in one piece.
const request = `
get() { exec 3<>"/dev/tcp/$1/$2" && printf 'GET %s HTTP/1.0\\r\\nHost: %s\\r\\n\\r\\n' "$3" "$1" >&3 && timeout 8 cat <&3; }
post() { exec 3<>"/dev/tcp/$1/$2" && printf 'POST / HTTP/1.0\\r\\nHost: %s\\r\\nContent-Type: application/json\\r\\nContent-Length: %s\\r\\n\\r\\n%s' "$1" "\${#3}" "$3" >&3 && timeout 8 cat <&3; }
appAddress() { sed -n 's/.*"httpAddress": *"\\([^"]*\\)".*/\\1/p' /srv/cordillera/current/files/app/config.json; }
`;

/** The body of an HTTP answer, whatever its status; undefined where there is none. */
export function parseHttpAnswer(answer: string): string | undefined {
  const end = answer.indexOf("\r\n\r\n");
  return answer.startsWith("HTTP/1.") && end >= 0 ? answer.slice(end + 4) : undefined;
}

async function ask(session: Asked, path: string, script: string): Promise<unknown> {
  const result = await session.run("bash -s", { input: request + script, timeoutMs: 10_000 });
  const body = parseHttpAnswer(result.stdout);
  try {
    return JSON.parse(body ?? "");
  } catch {
    throw new HostAnswerError({ path, answer: body ?? result.stderr });
  }
}

/**
 * Asks a service that listens on the host's loopback, such as CometBFT's RPC.
 * @throws HOST_ANSWER
 */
export function askLoopback(session: HostSession, port: number, path: string): Promise<unknown> {
  return ask(session, path, `get 127.0.0.1 ${port} '${path}'\n`);
}

/**
 * Asks an execution client on the host several things at once; the results in their order.
 * @throws HOST_ANSWER
 */
export async function askJsonRpc(
  session: Asked,
  { address, port }: { address: string; port: number },
  calls: readonly { method: string; params: unknown[] }[],
): Promise<unknown[]> {
  const body = JSON.stringify(calls.map((call, id) => ({ jsonrpc: "2.0", id, ...call })));
  const path = calls.map(({ method }) => method).join(", ");
  const answer = await ask(session, path, `post ${address} ${port} '${body}'\n`);
  const parsed = jsonRpcSchema.safeParse(answer);
  if (!parsed.success) throw new HostAnswerError({ path, answer: JSON.stringify(answer) });
  const results = new Map(parsed.data.map(({ id, result }) => [id, result]));
  return calls.map((_, id) => results.get(id));
}

const jsonRpcSchema = z.array(z.object({ id: z.number(), result: z.string() }));

/**
 * Asks the sequencer node on the host for its status, by the address in its own configuration.
 * @throws HOST_ANSWER
 */
export async function askStatus(session: HostSession, query = ""): Promise<StatusReport> {
  const path = `/status${query}`;
  const answer = await ask(session, path, `a=$(appAddress); get "\${a%:*}" "\${a##*:}" '${path}'\n`);
  const parsed = statusReportSchema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new HostAnswerError({
    path,
    answer: parsed.error.issues.map((issue) => `${issue.path}: ${issue.message}`).join("\n"),
  });
}
