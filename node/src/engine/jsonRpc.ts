import type { Clock } from "../clock";
import {
  EngineAuthError,
  EngineHttpError,
  EngineTimeoutError,
  EngineUnreachableError,
  refusalOf,
} from "./faults";
import { makeToken } from "./jwt";

export interface JsonRpcOptions {
  url: string;
  /** Absent: an open endpoint. */
  secret?: Buffer;
}

/** JSON-RPC over HTTP with one class of error per way to fail. */
export class JsonRpc {
  private nextId = 1;

  constructor(
    private readonly options: JsonRpcOptions,
    private readonly modules: { clock: Clock },
  ) {}

  /** @throws ENGINE_UNREACHABLE ENGINE_TIMEOUT ENGINE_HTTP ENGINE_AUTH ENGINE_REFUSED ENGINE_FORKCHOICE */
  async call<T>(
    method: string,
    params: unknown[],
    { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal },
  ): Promise<T> {
    const limit = AbortSignal.timeout(timeoutMs);
    let status: number;
    let text: string;
    try {
      const response = await fetch(this.options.url, {
        method: "POST",
        headers: this.headers(),
        body: JSON.stringify({ jsonrpc: "2.0", id: this.nextId++, method, params }),
        signal: signal ? AbortSignal.any([limit, signal]) : limit,
      });
      status = response.status;
      text = await response.text();
    } catch (cause) {
      signal?.throwIfAborted();
      if (limit.aborted) throw new EngineTimeoutError(method, timeoutMs);
      throw new EngineUnreachableError(method, cause);
    }
    if (status === 401 || status === 403) throw new EngineAuthError(method, status);
    const answer = parseAnswer<T>(text);
    // Busy is not refused: 408 and 429 are answered later.
    if (!answer && status >= 400 && status < 500 && status !== 408 && status !== 429) {
      throw new EngineHttpError(method, status, text);
    }
    if (!answer) throw new EngineUnreachableError(method, new Error(`HTTP ${status}: ${text.slice(0, 200)}`));
    if (answer.error) throw refusalOf(method, answer.error);
    return answer.result as T;
  }

  private headers(): Record<string, string> {
    const headers: Record<string, string> = { "content-type": "application/json" };
    if (this.options.secret) {
      headers.authorization = `Bearer ${makeToken(this.options.secret, this.modules.clock.nowMs())}`;
    }
    return headers;
  }
}

interface Answer<T> {
  result?: T;
  error?: { code: number; message: string; data?: unknown };
}

function parseAnswer<T>(text: string): Answer<T> | undefined {
  try {
    const answer = JSON.parse(text) as Answer<T>;
    return typeof answer === "object" && answer !== null && ("result" in answer || "error" in answer)
      ? answer
      : undefined;
  } catch {
    return undefined;
  }
}
