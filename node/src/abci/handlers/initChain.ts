import { type RequestInitChain, ResponseInitChain } from "cosmjs-types/tendermint/abci/types";
import { z } from "zod";
import type { BlockFacts } from "../../engine/engineClient";
import { NodeError } from "../../faults";
import { firstLease } from "../../lease/lease";
import { listEligible } from "../../lease/validators";
import { encodeSet, settlePending, withPublicKeys } from "../../set/genesisSet";
import { type AppState, appHashOf } from "../../state";
import type { AppContext } from "../context";
import { bytesOf, timestampMs } from "../wire";

const evmAddress = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/)
  .transform((address) => address.toLowerCase());

const genesisSchema = z.object({
  validators: z
    .record(
      z.string().regex(/^[0-9A-F]{40}$/),
      z.strictObject({ evmAddress, power: z.number().int().positive(), eligible: z.boolean() }),
    )
    .refine((all) => listEligible(all).length > 0, "nobody may hold the lease")
    .refine((all) => isEachOnce(Object.values(all)), "two share one evmAddress"),
  lease: z.strictObject({
    blocks: z.number().int().positive(),
    missesToFailOver: z.number().int().positive(),
  }),
  blockIntervalMs: z.number().int().min(1000),
  contracts: z.strictObject({ consensus: evmAddress, coordinator: evmAddress }).optional(),
  /** EVM block on whose rebuilt state consensus begins; absent: at geth's genesis. */
  rebuiltTo: z.number().int().positive().optional(),
});

// The fee recipient tells who wrote a payload.
function isEachOnce(all: { evmAddress: string }[]): boolean {
  return new Set(all.map((one) => one.evmAddress)).size === all.length;
}

/** CometBFT's genesis is of another network, or does not say what the application needs. */
export class GenesisError extends NodeError<"GENESIS"> {
  constructor(faults: string[]) {
    super("GENESIS", "CometBFT's genesis cannot be used.", {
      details: faults,
      fix: "Give every host the genesis.json that the Genesis resource wrote.",
    });
  }
}

/** The first state of a network: validators, lease and beat from genesis.json, the head from geth's genesis. @throws GENESIS */
export async function initChain(
  request: RequestInitChain,
  context: AppContext,
  signal: AbortSignal,
): Promise<ResponseInitChain> {
  const genesis = parseGenesis(request, context.config.consensusChainId);
  const block = await waitForGenesisBlock(context, signal);
  if (context.chain.committed) return goOnFrom(context.chain.committed, request, context);
  if (genesis.rebuiltTo !== undefined) {
    throw new GenesisError([
      `app_state.rebuiltTo: the chain begins above block ${genesis.rebuiltTo}, which this store does not have; first: cordillera-node rebuild --from-da`,
    ]);
  }
  const { contracts } = genesis;
  const { validators, faults } = contracts
    ? withPublicKeys(genesis.validators, request.validators)
    : { validators: genesis.validators, faults: [] };
  if (faults.length > 0) throw new GenesisError(faults);
  const state: AppState = {
    height: Number(request.initialHeight) - 1,
    blockTimeMs: timestampMs(request.time),
    dueMs: 0,
    head: { number: 0, hash: block.hash, timestamp: block.timestamp, stateRoot: block.stateRoot },
    genesisHash: block.hash,
    blockIntervalMs: genesis.blockIntervalMs,
    validators,
    ...(contracts && { contracts, following: { leads: false, former: [] } }),
    leaseRules: genesis.lease,
    lease: firstLease(validators, Number(request.initialHeight)),
    appHash: block.hash,
  };
  context.chain.begin(state);
  context.onHead();
  context.logger.info("chain begins", {
    genesisHash: block.hash,
    validators: Object.keys(genesis.validators).length,
    holder: state.lease.holder,
  });
  return ResponseInitChain.fromPartial({ appHash: bytesOf(state.appHash) });
}

// A consensus that begins anew above a rebuilt state, or asks again: the EVM chain goes on where it stands.
function goOnFrom(
  stored: AppState,
  { initialHeight }: RequestInitChain,
  { logger, chain }: AppContext,
): ResponseInitChain {
  const settled = settlePending(stored);
  const state = settled === stored ? stored : { ...settled, appHash: appHashOf(settled) };
  const { height, head } = state;
  if (Number(initialHeight) !== height + 1) {
    throw new GenesisError([
      `initial_height: must be ${height + 1}, for the state is at ${height} (got ${initialHeight})`,
    ]);
  }
  logger.info("chain goes on from the stored state", { height, evmHeight: head.number });
  if (state !== stored) chain.begin(state);
  // The genesis' validators may be long gone.
  const validators = state.following ? encodeSet(state.validators) : [];
  return ResponseInitChain.fromPartial({ appHash: bytesOf(state.appHash), validators });
}

function parseGenesis(request: RequestInitChain, chainId: string): z.infer<typeof genesisSchema> {
  if (request.chainId !== chainId)
    throw new GenesisError([`chain_id: must be ${chainId} (got ${request.chainId})`]);
  let raw: unknown;
  try {
    raw = JSON.parse(Buffer.from(request.appStateBytes).toString("utf8"));
  } catch {
    throw new GenesisError(["app_state: is not JSON"]);
  }
  return parseGenesisState(raw);
}

/** `app_state` of genesis.json. @throws GENESIS */
export function parseGenesisState(raw: unknown): z.infer<typeof genesisSchema> {
  const parsed = genesisSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new GenesisError(
    parsed.error.issues.map((issue) => `app_state.${issue.path.join(".")}: ${issue.message}`),
  );
}

async function waitForGenesisBlock(
  { keeper, execution }: AppContext,
  signal: AbortSignal,
): Promise<BlockFacts> {
  for (;;) {
    await keeper.ensureLevel(signal);
    try {
      const block = await execution.blockAt(0, { signal });
      if (block) return block;
    } catch (error) {
      signal.throwIfAborted();
      keeper.blame(error);
    }
  }
}
