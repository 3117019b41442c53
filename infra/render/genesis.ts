import type { HostIdentityFacts, Plan, PlannedHost } from "../plan/plan";
import { identityOf } from "./identities";
import { systemContracts } from "./systemContracts";

export interface RenderedGenesis {
  /** CometBFT genesis without genesis_time. */
  comet: Record<string, unknown>;
  /** geth genesis without timestamp. */
  geth: Record<string, unknown>;
}

/** How far back a double signature is still punished; nobody may forget blocks younger than this. */
export const evidenceMaxAgeBlocks = 100_000;

// 10^9 ether: more than any use of it, small against 2^256.
const fundedWei = 10n ** 27n;

/** Contracts that the chain itself reads. */
export interface GenesisContracts {
  consensus: string;
  coordinator: string;
}

export interface GenesisFacts {
  fundedAddresses: readonly string[];
  /** Absent where they stand on another chain, or where nobody can send a transaction. */
  contracts?: GenesisContracts | undefined;
}

/** Both genesis files but for the time, which is stamped once when the network is born. */
export function renderGenesis(
  plan: Plan,
  identities: Readonly<Record<string, HostIdentityFacts>>,
  { fundedAddresses, contracts }: GenesisFacts,
): RenderedGenesis {
  return {
    comet: renderCometGenesis(plan, identities, contracts),
    geth: renderGethGenesis(plan, fundedAddresses),
  };
}

function renderCometGenesis(
  plan: Plan,
  identities: Readonly<Record<string, HostIdentityFacts>>,
  contracts: GenesisContracts | undefined,
) {
  const validators = plan.hosts
    .filter((host) => host.power > 0)
    .map((host) => ({ host, identity: identityOf(identities, host.name) }));
  // CometBFT writes 64-bit numbers as strings.
  return {
    chain_id: plan.consensusChainId,
    initial_height: "1",
    consensus_params: {
      block: { max_bytes: "-1", max_gas: "-1" },
      evidence: {
        max_age_num_blocks: String(evidenceMaxAgeBlocks),
        max_age_duration: "172800000000000",
        max_bytes: "1048576",
      },
      validator: { pub_key_types: ["ed25519"] },
      version: { app: "0" },
      abci: { vote_extensions_enable_height: "0" },
    },
    validators: validators.map(({ host, identity }) => ({
      address: identity.consensusAddress,
      pub_key: { type: "tendermint/PubKeyEd25519", value: identity.consensusPublicKey },
      power: String(host.power),
      name: host.name,
    })),
    app_hash: "",
    app_state: {
      blockIntervalMs: plan.blockIntervalMs,
      ...(contracts && { contracts: lowerCase(contracts) }),
      lease: plan.lease,
      validators: Object.fromEntries(validators.map(renderValidator).sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}

const lowerCase = ({ consensus, coordinator }: GenesisContracts): GenesisContracts => ({
  consensus: consensus.toLowerCase(),
  coordinator: coordinator.toLowerCase(),
});

// Witnesses vote and never hold a lease.
function renderValidator(of: { host: PlannedHost; identity: HostIdentityFacts }): [string, object] {
  const { host, identity } = of;
  const eligible = host.roles.includes("sequencer");
  return [identity.consensusAddress, { evmAddress: identity.evmAddress, power: host.power, eligible }];
}

function renderGethGenesis(plan: Plan, fundedAddresses: readonly string[]) {
  // No block may carry blobs: there is no beacon chain to hold them.
  const blobFree = { target: 0, max: 0, baseFeeUpdateFraction: 5007716 };
  const contracts = Object.values(systemContracts).map(({ address, code }): [string, object] => [
    address,
    { balance: "0x0", nonce: "0x1", code },
  ]);
  const funded = fundedAddresses.map((address): [string, object] => [
    address.toLowerCase(),
    { balance: `0x${fundedWei.toString(16)}` },
  ]);
  return {
    config: {
      chainId: plan.chainId,
      homesteadBlock: 0,
      eip150Block: 0,
      eip155Block: 0,
      eip158Block: 0,
      byzantiumBlock: 0,
      constantinopleBlock: 0,
      petersburgBlock: 0,
      istanbulBlock: 0,
      muirGlacierBlock: 0,
      berlinBlock: 0,
      londonBlock: 0,
      arrowGlacierBlock: 0,
      grayGlacierBlock: 0,
      mergeNetsplitBlock: 0,
      shanghaiTime: 0,
      cancunTime: 0,
      pragueTime: 0,
      terminalTotalDifficulty: 0,
      terminalTotalDifficultyPassed: true,
      depositContractAddress: "0x0000000000000000000000000000000000000000",
      blobSchedule: { cancun: blobFree, prague: blobFree },
    },
    nonce: "0x0",
    extraData: "0x",
    // Equal to geth's --miner.gaslimit, else the limit drifts by 1/1024 per block.
    gasLimit: `0x${plan.gasLimit.toString(16)}`,
    difficulty: "0x0",
    mixHash: `0x${"0".repeat(64)}`,
    coinbase: `0x${"0".repeat(40)}`,
    baseFeePerGas: "0x3b9aca00",
    alloc: Object.fromEntries([...contracts, ...funded].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
