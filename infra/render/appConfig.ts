import { planDataDiskGb } from "../plan/dataDisk";
import type { HostIdentityFacts, Plan, PlannedHost, PlannedSigner } from "../plan/plan";
import { portOf } from "../plan/portCatalogue";
import { renderAppDa } from "./da";
import { listEnginePeers } from "./engineHosts";
import { evidenceMaxAgeBlocks } from "./genesis";

// CometBFT keeps the same payloads once more; what is left of the data disk is geth's. The second bound is for blocks that
// DA does not have yet.
const storeShares = { maxBytes: 0.2, outageMaxBytes: 0.33 };

function storeBounds(host: PlannedHost) {
  const bytes = planDataDiskGb(host) * 1e9;
  return {
    maxBytes: Math.floor(bytes * storeShares.maxBytes),
    outageMaxBytes: Math.floor(bytes * storeShares.outageMaxBytes),
  };
}

// Every 17 minutes at 2 s: a host that joins has at most so much left to take block by block, at ten a second. A network
// that is younger than a thousand blocks is caught up with sooner than a snapshot is found.
const snapshots = { everyBlocks: 500, keep: 2, joinAboveBlocks: 1000 };

/** config.json of the node package. */
export function renderAppConfig(plan: Plan, host: PlannedHost): string {
  const statusPort = portOf("app", "status");
  const da = renderAppDa(plan, host);
  const config = {
    chainId: plan.chainId,
    consensusChainId: plan.consensusChainId,
    name: host.name,
    blockIntervalMs: plan.blockIntervalMs,
    gasLimit: plan.gasLimit,
    abciAddress: `127.0.0.1:${portOf("app", "abci")}`,
    httpAddress: `${host.privateAddress}:${statusPort}`,
    engineUrl: `http://127.0.0.1:${portOf("geth", "engine")}`,
    jwtFile: "/keys/jwt.hex",
    evmKeyFile: "/keys/evm_keystore.json",
    evmPassphraseFile: "/keys/evm_passphrase",
    identityFile: "/etc/cordillera/identity.json",
    cometRpcUrl: `http://127.0.0.1:${portOf("cometbft", "rpc")}`,
    dataDir: "/data",
    gethControlDir: "/control",
    maxLagBlocks: 5,
    stallSeconds: 20,
    store: { ...storeBounds(host), keepBlocks: evidenceMaxAgeBlocks },
    snapshots,
    ...(host.remoteSigner && { remoteSigner: renderRemoteSigner(host, host.remoteSigner) }),
    ...(da && { da }),
    peers: listEnginePeers(plan, host).map((peer) => ({
      name: peer.name,
      statusUrl: `http://${peer.privateAddress}:${statusPort}/status`,
    })),
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

function renderRemoteSigner({ privateAddress }: PlannedHost, { publicKey, fromOutside }: PlannedSigner) {
  // The firewall lets in whom the description names, on either side.
  const listenOn = fromOutside.length > 0 ? "0.0.0.0" : privateAddress;
  return {
    listenAddress: `${listenOn}:${portOf("app", "signer")}`,
    cometAddress: `127.0.0.1:${portOf("cometbft", "signer")}`,
    publicKey,
  };
}

/** identity.json: the node refuses to run with keys of other addresses. */
export function renderAppIdentity({ consensusAddress, evmAddress }: HostIdentityFacts): string {
  return `${JSON.stringify({ consensusAddress, evmAddress }, null, 2)}\n`;
}
