import { join } from "node:path";
import { AbciServer } from "./abci/abciServer";
import { Application } from "./abci/application";
import { Chain } from "./chain";
import type { Clock } from "./clock";
import { type NodeConfig, splitAddress } from "./config";
import { EngineClient } from "./engine/engineClient";
import { JsonRpc } from "./engine/jsonRpc";
import type { NodeError } from "./faults";
import { type HealthCheck, judgeHealth, lagBehind } from "./http/health";
import type { StatusDocument } from "./http/statusDocument";
import { StatusServer } from "./http/statusServer";
import { SurroundingsWatch } from "./http/surroundings";
import { ConsensusKeyWatch } from "./keys/consensusKeyWatch";
import { assertDeclared, readDeclared } from "./keys/declared";
import { evmAddressOf, publicKeyOf } from "./keys/evmKey";
import { readEvmKey } from "./keys/evmKeyFiles";
import { parseHexKey, readKeyFile } from "./keys/files";
import type { Logger } from "./logger";
import { makeMetrics } from "./metrics/catalogue";
import { renderMetrics } from "./metrics/exposition";
import { waitForQuietMoment } from "./quietMoment";
import { WipeRequest } from "./recovery/controlFile";
import { ExecutionKeeper } from "./recovery/executionKeeper";
import { PayloadStore } from "./store/payloadStore";
import { version } from "./version";

const inFlightGraceMs = 3000;
// One block interval and a slow round's share of the next.
const quietWithinMs = 3000;

export interface NodeModules {
  clock: Clock;
  logger: Logger;
  /** The node must not run on; whoever started it ends it. */
  onFatal: (error: NodeError) => void;
}

/** One sequencer node: ABCI application, execution keeper, status. */
export class SequencerNode {
  private readonly startedAt: string;
  private readonly startedMs: number;

  private constructor(
    private readonly config: NodeConfig,
    private readonly modules: NodeModules,
    private readonly parts: Parts,
  ) {
    this.startedAt = new Date(modules.clock.nowMs()).toISOString();
    this.startedMs = modules.clock.monotonicMs();
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
    const { abci, keeper, store, surroundings, consensusKey } = this.parts;
    surroundings.stop();
    consensusKey?.stop();
    const { clock, logger } = this.modules;
    const isQuiet = await waitForQuietMoment(this.parts.chain, {
      clock,
      isConnected: () => abci.connections > 0,
      withinMs: quietWithinMs,
    });
    await abci.close(inFlightGraceMs);
    keeper.stop();
    await this.status?.close();
    await store.close();
    logger.info("stopped", { betweenHeights: isQuiet });
  }

  private status: StatusServer | undefined;

  private async open(): Promise<void> {
    const { abci, chain, keeper, surroundings, metrics, consensusKey } = this.parts;
    const { logger } = this.modules;
    this.status = new StatusServer(splitAddress(this.config.httpAddress), {
      logger,
      health: () => this.health(),
      status: (height) => this.describe(height),
      metrics: async () => {
        await this.refreshGauges();
        return { contentType: metrics.registry.contentType, text: await renderMetrics(metrics.registry) };
      },
      onAnswer: ({ status, seconds }) => {
        metrics.rpcRequests.inc({ status });
        metrics.rpcDuration.observe(seconds);
      },
    });
    await this.status.listen();
    keeper.start();
    surroundings.start();
    consensusKey?.start();
    await abci.listen();
    logger.info("started", { version, height: chain.committed?.height ?? 0, abci: this.config.abciAddress });
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
      },
      this.config,
    );
  }

  private async describe(height: number | undefined): Promise<StatusDocument> {
    const { chain, store, surroundings, evmAddress } = this.parts;
    const state = chain.committed;
    const { readyz, healthz } = this.health();
    const seen = surroundings.latest;
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
      version,
      consensusAddress: author?.[0] ?? null,
      evmAddress,
      startedAt: this.startedAt,
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
    metrics.executionLevel.set(keeper.isLevel ? 1 : 0);
    metrics.healthy.set(this.health().healthz.length === 0 ? 1 : 0);
    metrics.blockHeight.set(chain.committed?.height ?? 0);
    metrics.evmHeight.set(chain.committed?.head.number ?? 0);
  }
}

type Parts = Awaited<ReturnType<typeof makeParts>>;

async function makeParts(config: NodeConfig, { clock, logger, onFatal }: NodeModules) {
  const secret = parseHexKey(config.jwtFile, readKeyFile(config.jwtFile));
  const evmAddress = evmAddressOf(publicKeyOf(config.evmKeyFile, readEvmKey(config)));
  const declared = config.identityFile ? readDeclared(config.identityFile) : undefined;
  if (declared) assertDeclared(declared, { evmAddress });
  const metrics = makeMetrics();
  const execution = new EngineClient(new JsonRpc({ url: config.engineUrl, secret }, { clock }), {
    onFailure: (failure) => metrics.engineFailures.inc({ class: failure }),
  });
  const store = await PayloadStore.open(join(config.dataDir, "store"), { bound: config.store, onFatal });
  const chain = new Chain(store);
  await chain.load();
  const wipe = new WipeRequest(config.gethControlDir, { clock, logger });
  const keeper = new ExecutionKeeper(() => chain.committed, {
    clock,
    logger,
    metrics,
    execution,
    store,
    wipe,
    chainId: config.chainId,
  });
  const surroundings = new SurroundingsWatch(config, {
    clock,
    logger,
    onNoAnswer: () => metrics.connectionErrors.inc(),
  });
  const consensusKey =
    declared &&
    new ConsensusKeyWatch({ cometRpcUrl: config.cometRpcUrl, declared }, { clock, onMismatch: onFatal });
  const application = new Application({
    config,
    evmAddress: evmAddress.toLowerCase(),
    chain,
    execution,
    keeper,
    clock,
    logger,
    metrics,
  });
  const abci = new AbciServer(splitAddress(config.abciAddress), { handle: application.handle, logger });
  return {
    metrics,
    execution,
    store,
    chain,
    keeper,
    surroundings,
    consensusKey,
    application,
    abci,
    evmAddress,
  };
}
