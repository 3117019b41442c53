import type { Clock } from "../clock";
import type { NodeConfig } from "../config";
import { gethRpcUrlOf } from "../config";
import type { Logger } from "../logger";
import { offsetOf } from "./clockSkew";
import { type NetInfo, type NetworkTraffic, trafficOf } from "./networkTraffic";

const pollEveryMs = 2000;
const pollTimeoutMs = 1500;

/** What the node sees around itself; undefined where nobody answered. */
export interface Surroundings {
  catchingUp: boolean | undefined;
  consensusPeers: number | undefined;
  gethPeers: number | undefined;
  traffic: NetworkTraffic | undefined;
  /** Heights of the peers that answered. */
  peerHeights: number[];
  /** The peers that answered. */
  peers: PeerSeen[];
}

export interface PeerSeen {
  name: string;
  consensusAddress: string | undefined;
  /** Its clock against the own one, positive when ahead. */
  clockOffsetMs: number | undefined;
}

/** Asks CometBFT, geth and the peers every two seconds; a slow one delays nobody. */
export class SurroundingsWatch {
  private seen: Surroundings = {
    catchingUp: undefined,
    consensusPeers: undefined,
    gethPeers: undefined,
    traffic: undefined,
    peerHeights: [],
    peers: [],
  };
  private readonly stopped = new AbortController();

  constructor(
    private readonly config: Pick<NodeConfig, "cometRpcUrl" | "gethRpcUrl" | "httpAddress" | "peers">,
    private readonly modules: { clock: Clock; logger: Logger; onLook?: () => void; onNoAnswer?: () => void },
  ) {}

  get latest(): Surroundings {
    return this.seen;
  }

  start(): void {
    void this.run();
  }

  stop(): void {
    this.stopped.abort();
  }

  async look(): Promise<void> {
    const { cometRpcUrl, peers } = this.config;
    const gethUrl = gethRpcUrlOf(this.config);
    const [status, net, gethPeers, ...heights] = await Promise.all([
      this.ask<{ result: { sync_info: { catching_up: boolean } } }>(`${cometRpcUrl}/status`),
      this.ask<{ result: NetInfo }>(`${cometRpcUrl}/net_info`),
      this.ask<{ result: string }>(gethUrl, { jsonrpc: "2.0", id: 1, method: "net_peerCount", params: [] }),
      ...peers.map((peer) => this.askPeer(peer)),
    ]);
    const seen = heights.flatMap((one) => (one ? [one] : []));
    this.seen = {
      catchingUp: status?.result?.sync_info?.catching_up,
      consensusPeers: net?.result ? Number(net.result.n_peers) : undefined,
      gethPeers: gethPeers?.result ? Number(gethPeers.result) : undefined,
      traffic: net?.result && trafficOf(net.result),
      peerHeights: seen.map(({ height }) => height),
      peers: seen,
    };
    this.modules.onLook?.();
  }

  private async run(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      await this.look();
      await this.modules.clock.sleep(pollEveryMs, this.stopped.signal).catch(() => {});
    }
  }

  private async askPeer({ name, statusUrl }: { name: string; statusUrl: string }) {
    const { clock } = this.modules;
    const sentMs = clock.nowMs();
    const answer = await this.ask<{ height: number; time?: string; consensusAddress?: string | null }>(
      statusUrl,
    );
    if (!Number.isInteger(answer?.height)) return undefined;
    const { height, consensusAddress, time } = answer!;
    const clockOffsetMs = offsetOf({ sentMs, receivedMs: clock.nowMs(), peerTime: time });
    return { name, height, consensusAddress: consensusAddress ?? undefined, clockOffsetMs };
  }

  private async ask<T>(url: string, body?: object): Promise<T | undefined> {
    try {
      const response = await fetch(url, {
        signal: AbortSignal.any([this.stopped.signal, AbortSignal.timeout(pollTimeoutMs)]),
        ...(body && {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        }),
      });
      return response.ok ? ((await response.json()) as T) : undefined;
    } catch (error) {
      if (!this.stopped.signal.aborted) this.modules.onNoAnswer?.();
      this.modules.logger.debug("no answer", { url, reason: (error as Error).message });
      return undefined;
    }
  }
}
