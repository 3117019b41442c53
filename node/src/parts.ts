import { join } from "node:path";
import { AbciServer } from "./abci/abciServer";
import { Application } from "./abci/application";
import { Chain } from "./chain";
import type { Clock } from "./clock";
import { gethRpcUrlOf, type NodeConfig, splitAddress } from "./config";
import { ledgerWrite } from "./da/ledger";
import { openDa } from "./da/openDa";
import { EngineClient } from "./engine/engineClient";
import { JsonRpc } from "./engine/jsonRpc";
import type { NodeError } from "./faults";
import { networkNowMs, ownSkewMs } from "./http/clockSkew";
import { PayloadIntake } from "./http/payloadIntake";
import { SkewAlarm } from "./http/skewAlarm";
import { SurroundingsWatch } from "./http/surroundings";
import { validatorAddressOf } from "./keys/consensusKey";
import { ConsensusKeyWatch } from "./keys/consensusKeyWatch";
import { assertDeclared, readDeclared } from "./keys/declared";
import { evmAddressOf, publicKeyOf } from "./keys/evmKey";
import { readEvmKey } from "./keys/evmKeyFiles";
import { parseHexKey, readKeyFile } from "./keys/files";
import { executeAhead } from "./lease/executeAhead";
import { HandOverDesk } from "./lease/handOverDesk";
import { HolderWork } from "./lease/holderWork";
import { LeaseView } from "./lease/leaseView";
import { PayloadBox } from "./lease/payloadBox";
import { PayloadPush } from "./lease/payloadPush";
import type { Logger } from "./logger";
import { makeMetrics, removeDaMetrics } from "./metrics/catalogue";
import { GethCoordinator } from "./mirror/coordinator";
import { LeaseMirror } from "./mirror/leaseMirror";
import { LeaseOpenings, openingsArea } from "./mirror/leaseOpenings";
import { WipeRequest } from "./recovery/controlFile";
import { ExecutionKeeper } from "./recovery/executionKeeper";
import { WaitingTransactions } from "./recovery/waitingTransactions";
import { openSigner } from "./signer/openSigner";
import { makeJoining } from "./snapshots/makeJoining";
import { snapshotWrite } from "./snapshots/snapshotShelf";
import { PayloadStore } from "./store/payloadStore";

export interface NodeModules {
  clock: Clock;
  logger: Logger;
  /** The node must not run on; whoever started it ends it. */
  onFatal: (error: NodeError) => void;
}

/** What a node is made of. */
export type Parts = Awaited<ReturnType<typeof makeParts>>;

/** @throws KEY_FILE KEYS_NOT_DECLARED STORE_OPEN STORE_CORRUPT */
export async function makeParts(config: NodeConfig, { clock, logger, onFatal }: NodeModules) {
  const secret = parseHexKey(config.jwtFile, readKeyFile(config.jwtFile));
  const evmKey = readEvmKey(config);
  const evmAddress = evmAddressOf(publicKeyOf(config.evmKeyFile, evmKey));
  const declared = config.identityFile ? readDeclared(config.identityFile) : undefined;
  const consensusAddress =
    config.remoteSigner && validatorAddressOf(Buffer.from(config.remoteSigner.publicKey, "base64"));
  if (declared) assertDeclared(declared, { evmAddress, consensusAddress });
  const metrics = makeMetrics();
  if (!config.da) removeDaMetrics(metrics);
  const gethRpc = new JsonRpc({ url: config.engineUrl, secret }, { clock });
  const execution = new EngineClient(gethRpc, {
    onFailure: (failure) => metrics.engineFailures.inc({ class: failure }),
  });
  let confirmedTo = () => 0;
  const store = await PayloadStore.open(join(config.dataDir, "store"), {
    bound: config.store,
    ...(config.da && { confirmedTo: () => confirmedTo() }),
    onFatal,
  });
  const openings = await LeaseOpenings.load(store.shelf(openingsArea));
  const chain = new Chain(store, (state, { before, hasPayload }) => ({
    ...(config.da && hasPayload && ledgerWrite(state)),
    ...(hasPayload && openings.note(before, state)),
    ...(config.snapshots && snapshotWrite(config.snapshots, state)),
  }));
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
  const waiting = new WaitingTransactions(
    { path: join(config.dataDir, "waiting-transactions"), rpcUrl: gethRpcUrlOf(config) },
    { logger },
  );
  const skewAlarm = new SkewAlarm(logger);
  const surroundings: SurroundingsWatch = new SurroundingsWatch(config, {
    clock,
    logger,
    onLook: () => skewAlarm.judge(ownSkewMs(surroundings.latest.peers)),
    onNoAnswer: () => metrics.connectionErrors.inc(),
  });
  const consensusKey =
    declared &&
    new ConsensusKeyWatch({ cometRpcUrl: config.cometRpcUrl, declared }, { clock, onMismatch: onFatal });
  const signer = openSigner(config, { clock, logger, metrics });
  const chainId = config.consensusChainId;
  const author = { chainId, evmKey, evmAddress: evmAddress.toLowerCase(), clock, execution, keeper };
  const box: PayloadBox = new PayloadBox(chainId, {
    chain,
    logger,
    clock,
    onPayload: (waiting) => void executeAhead(waiting, { chain, execution, keeper, box, logger }),
  });
  const intake = new PayloadIntake({ box, metrics });
  const desk = new HandOverDesk(chain, author.evmAddress);
  const push = new PayloadPush(config.peers, { logger, metrics });
  const holderWork = new HolderWork({
    ...{ ...author, chain, logger, box, push, desk },
    networkNowMs: () => networkNowMs(clock.nowMs(), ownSkewMs(surroundings.latest.peers)),
  });
  const mirror = new LeaseMirror({
    ...author,
    state: () => chain.committed,
    openings,
    chain: new GethCoordinator(gethRpc),
    isLevel: () => keeper.isLevel,
    chainId: config.chainId,
    logger,
    metrics,
  });
  const joining =
    config.snapshots &&
    makeJoining(
      { ...config, snapshots: config.snapshots },
      { chain, store, execution, keeper, clock, logger, onFatal },
    );
  const application = new Application({
    ...author,
    ...(joining && { snapshots: joining }),
    config,
    chain,
    box,
    onHead: () => {
      holderWork.onHead();
      mirror.onHead();
    },
    logger,
    metrics,
  });
  const abci = new AbciServer(splitAddress(config.abciAddress), { handle: application.handle, logger });
  const lease = new LeaseView(chain, author.evmAddress);
  const da = await openDa(config, {
    store,
    state: () => chain.committed,
    heldEpoch: () => lease.heldEpoch,
    privateKey: evmKey,
    clock,
    logger,
    metrics,
  });
  if (da) confirmedTo = () => da.confirmedTo;
  return {
    ...{
      metrics,
      execution,
      store,
      chain,
      keeper,
      surroundings,
      application,
      abci,
      evmAddress,
      consensusKey,
      signer,
    },
    ...{ intake, desk, holderWork, da, mirror, waiting, joining },
  };
}
