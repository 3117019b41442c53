import { readFileSync } from "node:fs";
import { DaTimedOutError, DaUnreachableError, daErrorOf, daErrorOfStatus } from "./daFaults";

export interface CelestiaOptions {
  rpcUrl: string;
  /** Absent: an endpoint that wants no token. */
  tokenFile?: string;
  /** 29 bytes. */
  namespace: Uint8Array;
  requestTimeoutMs?: number;
  /** Submit waits until the blob is in a block of DA. */
  submitTimeoutMs?: number;
}

interface CallOptions {
  signal?: AbortSignal;
}

/** What the node wants of a DA network. */
export interface DataAvailability {
  /** Height of the DA block that carries it; whether it is really there is for the reader to see. */
  submit(data: Uint8Array, options?: CallOptions): Promise<number>;
  /** Every blob of the namespace in one block of DA, in its order. */
  blobsAt(height: number, options?: CallOptions): Promise<Uint8Array[]>;
  /** Newest height that the DA node has checked itself. */
  localHead(options?: CallOptions): Promise<number>;
}

export interface SamplingStats {
  head_of_sampled_chain: number;
  head_of_catchup: number;
  network_head_height: number;
  catch_up_done: boolean;
  is_running: boolean;
}

export interface SyncState {
  height: number;
  to_height: number;
}

interface WireHeader {
  header: { height: string; time: string };
}

/** celestia-node's JSON-RPC over HTTP. */
export class CelestiaClient implements DataAvailability {
  private nextId = 1;
  private readonly namespace: string;

  constructor(private readonly options: CelestiaOptions) {
    this.namespace = Buffer.from(options.namespace).toString("base64");
  }

  async submit(data: Uint8Array, options: CallOptions = {}): Promise<number> {
    // Submit takes namespace and data; commitment and index are only filled in by readers.
    const blob = {
      namespace: this.namespace,
      data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64"),
      share_version: 0,
      commitment: "",
      index: -1,
    };
    const timeoutMs = this.options.submitTimeoutMs ?? 90_000;
    return Number(await this.call<number | string>("blob.Submit", [[blob], {}], { ...options, timeoutMs }));
  }

  async blobsAt(height: number, options: CallOptions = {}): Promise<Uint8Array[]> {
    try {
      const blobs = await this.call<{ namespace: string; data: string }[] | null>(
        "blob.GetAll",
        [height, [this.namespace]],
        options,
      );
      return (blobs ?? []).map((blob) => Buffer.from(blob.data, "base64"));
    } catch (error) {
      // Some versions answer an empty namespace with this error, others with an empty list.
      if (/blob: not found/.test((error as Error).message)) return [];
      throw error;
    }
  }

  async localHead(options: CallOptions = {}): Promise<number> {
    return heightOf(await this.call<WireHeader>("header.LocalHead", [], options));
  }

  async networkHead(options: CallOptions = {}): Promise<number> {
    return heightOf(await this.call<WireHeader>("header.NetworkHead", [], options));
  }

  /** Time of a DA block, milliseconds of Unix time. */
  async timeOf(height: number, options: CallOptions = {}): Promise<number> {
    return Date.parse((await this.call<WireHeader>("header.GetByHeight", [height], options)).header.time);
  }

  syncState(options: CallOptions = {}): Promise<SyncState> {
    return this.call("header.SyncState", [], options);
  }

  samplingStats(options: CallOptions = {}): Promise<SamplingStats> {
    return this.call("das.SamplingStats", [], options);
  }

  /** Of the account that pays for blobs, in utia. */
  async balance(options: CallOptions = {}): Promise<bigint> {
    return BigInt((await this.call<{ denom: string; amount: string }>("state.Balance", [], options)).amount);
  }

  /** @throws DA_TIMED_OUT DA_UNREACHABLE DA_AUTH DA_RATE_LIMITED DA_TOO_LARGE DA_IN_MEMPOOL DA_SEQUENCE DA_REFUSED */
  private async call<T>(
    method: string,
    params: unknown[],
    { signal, timeoutMs = this.options.requestTimeoutMs ?? 10_000 }: CallOptions & { timeoutMs?: number },
  ): Promise<T> {
    const limit = AbortSignal.timeout(timeoutMs);
    let response: Response;
    let text: string;
    try {
      response = await fetch(this.options.rpcUrl, {
        method: "POST",
        headers: { "content-type": "application/json", ...this.authorization() },
        body: JSON.stringify({ jsonrpc: "2.0", id: this.nextId++, method, params }),
        signal: signal ? AbortSignal.any([limit, signal]) : limit,
      });
      text = await response.text();
    } catch (cause) {
      signal?.throwIfAborted();
      if (limit.aborted) throw new DaTimedOutError(method, `no answer within ${timeoutMs} ms`);
      throw new DaUnreachableError(method, reasonOf(cause), cause);
    }
    const answer = parseAnswer<T>(text);
    if (answer?.error) throw daErrorOf(method, answer.error.message);
    const fault = daErrorOfStatus(method, response.status, {
      text,
      retryAfter: response.headers.get("retry-after"),
    });
    if (fault) throw fault;
    if (!answer)
      throw new DaUnreachableError(method, `HTTP ${response.status}: ${text.trim().slice(0, 200)}`);
    return answer.result as T;
  }

  // Read at each request: a light node writes another token when it starts, and may start after us.
  private authorization(): Record<string, string> {
    if (!this.options.tokenFile) return {};
    try {
      const token = readFileSync(this.options.tokenFile, "utf8").trim();
      return token ? { authorization: `Bearer ${token}` } : {};
    } catch {
      return {};
    }
  }
}

interface Answer<T> {
  result?: T;
  error?: { code: number; message: string };
}

function parseAnswer<T>(text: string): Answer<T> | undefined {
  try {
    const answer = JSON.parse(text) as Answer<T> | null;
    return typeof answer === "object" && answer !== null && ("result" in answer || "error" in answer)
      ? answer
      : undefined;
  } catch {
    return undefined;
  }
}

const heightOf = (header: WireHeader) => Number(header.header.height);

function reasonOf(cause: unknown): string {
  const error = cause as { message?: string; cause?: { code?: string; message?: string } };
  return error.cause?.code ?? error.cause?.message ?? error.message ?? String(cause);
}
