import { join } from "node:path";
import { z } from "zod";
import { type NodeConfig, splitAddress } from "./config";
import { ownSkewMs } from "./http/clockSkew";
import { ControlServer } from "./http/controlServer";
import { type HealthCheck, judgeHealth, lagBehind } from "./http/health";
import type { LeaseStatus, StatusDocument } from "./http/statusDocument";
import { StatusServer } from "./http/statusServer";
import { HandOverRefusedError } from "./lease/handOverDesk";
import { missesOf, nextRotationHeight } from "./lease/lease";
import { renderMetrics } from "./metrics/exposition";
import { makeParts, type NodeModules, type Parts } from "./parts";
import { waitForQuietMoment } from "./quietMoment";
import { describeSet } from "./set/setView";
import { renderJoin } from "./snapshots/joinDesk";
import type { AppState } from "./state";
import { version } from "./version";

const inFlightGraceMs = 3000;
// One block interval and a slow round's share of the next.
const quietWithinMs = 3000;
const keepWaitingMs = 2500;
const handOverOrder = z.strictObject({
  to: z.string().min(1).optional(),
  at: z.number().int().positive().optional(),
});

/** One sequencer node: ABCI application, execution keeper, status. */
export class SequencerNode {
  private readonly startedAt: string;
  private readonly startedMs: number;
  private readonly ending = new AbortController();

  private constructor(
    private readonly config: NodeConfig,
    private readonly modules: NodeModules,
    private readonly parts: Parts,
  ) {
    this.startedAt = new Date(modules.clock.nowMs()).toISOString();
    this.startedMs = modules.clock.monotonicMs();
    this.control = new ControlServer(join(config.dataDir, "control.sock"), {
      logger: modules.logger,
      actions: { handover: (body) => this.handOver(body) },
    });
  }

  /** @throws KEY_FILE KEYS_NOT_DECLARED STORE_OPEN STORE_CORRUPT and what the ports say */
  static async start(config: NodeConfig, modules: NodeModules): Promise<SequencerNode> {
    const parts = await makeParts(config, modules);
    const node = new SequencerNode(config, modules, parts);
    await node.open();
    return node;
  }

  /** Ends what is in flight, then closes everything in the order of dependence. */
  async stop(): Promise<void> {
    const { abci, keeper, store, surroundings, consensusKey, signer } = this.parts;
    this.ending.abort();
    surroundings.stop();
    consensusKey?.stop();
    this.parts.joining?.desk.stop();
    await this.control.close();
    await this.parts.da?.stop();
    this.parts.mirror.stop();
    const { clock, logger } = this.modules;
    const isQuiet = await waitForQuietMoment(this.parts.chain, {
      clock,
      isConnected: () => abci.connections > 0,
      withinMs: quietWithinMs,
    });
    // Not sooner: the payload that is being written is the block that this waits for.
    this.parts.holderWork.stop();
    await abci.close(inFlightGraceMs);
    await signer?.close();
    keeper.stop();
    await this.parts.waiting.keep(AbortSignal.timeout(keepWaitingMs));
    await this.status?.close();
    await store.close();
    logger.info("stopped", { betweenHeights: isQuiet });
  }

  private status: StatusServer | undefined;
  private readonly control: ControlServer;

  private async open(): Promise<void> {
    const { abci, chain, keeper, surroundings, metrics, consensusKey, signer } = this.parts;
    const { logger } = this.modules;
    this.status = new StatusServer(splitAddress(this.config.httpAddress), {
      logger,
      health: () => this.health(),
      status: (height) => this.describe(height),
      intake: this.parts.intake,
      ...(this.parts.joining && {
        consensus: this.parts.joining.proxy,
        join: async (signal: AbortSignal) => renderJoin(await this.parts.joining!.desk.decide(signal)),
      }),
      degraded: () => this.degraded(),
      metrics: async () => {
        await this.refreshGauges();
        await this.parts.da?.refreshGauges();
        return { contentType: metrics.registry.contentType, text: await renderMetrics(metrics.registry) };
      },
      onAnswer: ({ status, seconds }) => {
        metrics.rpcRequests.inc({ status });
        metrics.rpcDuration.observe(seconds);
      },
    });
    await this.status.listen();
    await this.control.listen();
    keeper.start();
    surroundings.start();
    consensusKey?.start();
    await signer?.open();
    this.parts.da?.start();
    await abci.listen();
    void this.giveBackWaiting();
    logger.info("started", { version, height: chain.committed?.height ?? 0, abci: this.config.abciAddress });
  }

  private async giveBackWaiting(): Promise<void> {
    const { keeper, waiting } = this.parts;
    await keeper.ensureLevel(this.ending.signal).catch(() => {});
    if (!this.ending.signal.aborted) await waiting.giveBack(this.ending.signal);
  }

  private handOver(body: unknown): object {
    const { to, at } = handOverOrder.parse(body);
    const address = to === undefined ? undefined : this.addressOfHost(to);
    return this.parts.desk.ask({ at, to: address });
  }

  private addressOfHost(name: string): string {
    const known = this.parts.surroundings.latest.peers.find((peer) => peer.name === name);
    if (known?.consensusAddress) return known.consensusAddress;
    throw new HandOverRefusedError(`no peer called ${name} answers`, "Name a host that is up, or none.");
  }

  private degraded(): string[] {
    return [...(this.parts.da?.degraded() ?? []), ...this.parts.mirror.degraded()];
  }

  private get lag(): number | undefined {
    return lagBehind(this.parts.chain.committed?.height ?? 0, this.parts.surroundings.latest.peerHeights);
  }

  private health(): Record<HealthCheck, string[]> {
    const { abci, application, chain, keeper } = this.parts;
    const movedMs = chain.committedAtMs ?? this.startedMs;
    return judgeHealth(
      {
        handshakeDone: application.isShakenHands,
        consensusConnected: abci.connections > 0,
        gethReachable: keeper.isReachable,
        gethLevel: keeper.isLevel,
        lagBlocks: this.lag,
        peersConfigured: this.config.peers.length,
        sinceHeadMovedMs: this.modules.clock.monotonicMs() - movedMs,
        signerFault: this.parts.signer?.view().fault,
      },
      this.config,
    );
  }

  private async describe(height: number | undefined): Promise<StatusDocument> {
    const { chain, store, surroundings, evmAddress } = this.parts;
    const state = chain.committed;
    const { readyz, healthz } = this.health();
    const seen = surroundings.latest;
    const da = await this.parts.da?.view();
    const record = height === undefined ? undefined : await store.heightRecord(height);
    const author = Object.entries(state?.validators ?? {}).find(
      ([, facts]) => facts.evmAddress === evmAddress.toLowerCase(),
    );
    return {
      name: this.config.name,
      chainId: this.config.chainId,
      height: state?.height ?? 0,
      evmHeight: state?.head.number ?? 0,
      evmHash: state?.head.hash ?? null,
      stateRoot: state?.head.stateRoot ?? null,
      blockTime: state && state.height > 0 ? new Date(state.blockTimeMs).toISOString() : null,
      catchingUp: seen.catchingUp ?? true,
      consensusPeers: seen.consensusPeers ?? 0,
      gethPeers: seen.gethPeers ?? 0,
      lagBlocks: this.lag ?? 0,
      healthy: healthz.length === 0,
      ready: readyz.length === 0,
      reasons: healthz,
      degraded: this.degraded(),
      ...(da && { da }),
      snapshotHeights: (await this.parts.joining?.shelf.heights()) ?? [],
      version,
      consensusAddress: author?.[0] ?? null,
      ...(this.parts.signer && { signer: this.parts.signer.view() }),
      evmAddress,
      startedAt: this.startedAt,
      time: new Date(this.modules.clock.nowMs()).toISOString(),
      clockSkewMs: ownSkewMs(seen.peers) ?? null,
      lease: state ? this.describeLease(state, author?.[0]) : null,
      validatorSet: state ? describeSet(state) : null,
      ...(record && {
        at: {
          height: record.height,
          evmHeight: record.evmNumber,
          evmHash: record.evmHash,
          stateRoot: record.stateRoot,
        },
      }),
    };
  }

  private describeLease(state: AppState, own: string | undefined): LeaseStatus {
    const { lease, leaseRules } = state;
    const peers = this.parts.surroundings.latest.peers;
    const peerName = peers.find((peer) => peer.consensusAddress === lease.holder)?.name;
    return {
      epoch: lease.epoch,
      holder: lease.holder,
      holderName: own === lease.holder ? this.config.name : (peerName ?? null),
      isHolder: own === lease.holder,
      startHeight: lease.startHeight,
      missed: missesOf(lease),
      missesToFailOver: leaseRules.missesToFailOver,
      failed: lease.failed,
      nextRotationHeight: nextRotationHeight(lease, leaseRules),
      handOverAt: lease.planned?.at ?? null,
      coordinatorEpoch: this.parts.mirror.knownEpoch ?? null,
    };
  }

  private async refreshGauges(): Promise<void> {
    const { metrics, surroundings, keeper, chain } = this.parts;
    const seen = surroundings.latest;
    metrics.syncLag.set(this.lag ?? 0);
    metrics.peerCount.set(seen.consensusPeers ?? 0);
    metrics.bandwidthIn.set(seen.traffic?.inBytesPerSecond ?? 0);
    metrics.bandwidthOut.set(seen.traffic?.outBytesPerSecond ?? 0);
    metrics.rpcConnections.set((await this.status?.connections()) ?? 0);
    metrics.peers.set({ network: "consensus" }, seen.consensusPeers ?? 0);
    metrics.peers.set({ network: "execution" }, seen.gethPeers ?? 0);
    metrics.clockSkew.reset();
    for (const { name, clockOffsetMs } of seen.peers) {
      if (clockOffsetMs !== undefined) metrics.clockSkew.set({ peer: name }, clockOffsetMs / 1000);
    }
    metrics.executionLevel.set(keeper.isLevel ? 1 : 0);
    if (this.parts.signer) metrics.signerConnected.set(this.parts.signer.view().remote === null ? 0 : 1);
    metrics.healthy.set(this.health().healthz.length === 0 ? 1 : 0);
    metrics.blockHeight.set(chain.committed?.height ?? 0);
    metrics.evmHeight.set(chain.committed?.head.number ?? 0);
  }
}
