import { keccak_256 } from "@noble/hashes/sha3";
import type { Logger } from "../logger";
import type { NodeMetrics } from "../metrics/catalogue";
import { signTransaction } from "../registration/signTransaction";
import type { CoordinatorChain } from "./coordinator";
import { MirrorError } from "./mirrorFaults";
import { chooseFees, type Fees } from "./proofFees";

export interface Proof {
  epoch: number;
  /** Lower case. */
  coordinator: string;
  data: Buffer;
  gas: bigint;
}

export interface SenderModules {
  chain: CoordinatorChain;
  chainId: number;
  evmKey: Uint8Array;
  /** Lower case. */
  evmAddress: string;
  logger: Logger;
  metrics: NodeMetrics;
}

interface Sent {
  epoch: number;
  hash: string;
  nonce: number;
  fees: Fees;
  /** Consensus height at which it was sent. */
  height: number;
}

// A block of the holder takes it at once; after that a fuller pool is likelier than a slow one.
const patienceBlocks = 3;
// What a proof needs depends on a block that does not exist yet.
const withRoom = (gas: bigint): bigint => (gas * 13n) / 10n;

/** Has one transaction under way at most, by the key that writes this host's blocks. */
export class ProofSender {
  private sent: Sent | undefined;
  /** What waits in the pool, as far as is known: a process before this one may have sent it. */
  private waiting: { nonce: number; fees: Fees } | undefined;

  constructor(private readonly modules: SenderModules) {}

  /** Sends the proof, or again at a higher price when blocks passed it over. @throws MIRROR ENGINE_* */
  async send(proof: Proof, height: number, signal: AbortSignal): Promise<void> {
    const { chain, evmAddress, logger } = this.modules;
    if (this.sent?.epoch === proof.epoch) {
      const receipt = await chain.receipt(this.sent.hash, signal);
      if (receipt && !receipt.isSuccess) {
        const { hash } = this.sent;
        this.sent = undefined;
        throw new MirrorError("reverted", `transaction ${hash} was reverted in block ${receipt.blockNumber}`);
      }
      if (height - this.sent.height < patienceBlocks) return;
    }
    const nonce = await chain.nonce(evmAddress, signal);
    const fees = await this.feesFor(nonce, signal);
    const hash = await this.put(proof, { nonce, fees }, signal);
    const isAgain = this.sent?.nonce === nonce;
    this.sent = { epoch: proof.epoch, hash, nonce, fees, height };
    logger.info(isAgain ? "proof of the lease sent again, dearer" : "proof of the lease sent", {
      epoch: proof.epoch,
      hash,
      nonce,
      maxFeePerGas: String(fees.maxFeePerGas),
    });
  }

  /** The contract knows every lease up to this one: was it by the own transaction? */
  async settle(epoch: number, startBlock: (epoch: number) => number | undefined, signal: AbortSignal) {
    if (!this.sent || this.sent.epoch > epoch) return;
    const { chain, logger, metrics } = this.modules;
    const { epoch: told, hash } = this.sent;
    const receipt = await chain.receipt(hash, signal);
    this.sent = undefined;
    if (!receipt?.isSuccess) {
      logger.info("somebody else told the coordinator of the lease first", { epoch: told });
      return;
    }
    metrics.mirroredRotations.inc();
    const startedAt = startBlock(told);
    if (startedAt !== undefined) metrics.mirrorDelay.observe(receipt.blockNumber - startedAt + 1);
    logger.info("the coordinator knows the lease", { epoch: told, hash, evmHeight: receipt.blockNumber });
  }

  private async feesFor(nonce: number, signal: AbortSignal): Promise<Fees> {
    const waiting = this.waiting?.nonce === nonce ? this.waiting.fees : undefined;
    return chooseFees(await this.modules.chain.fees(signal), waiting);
  }

  private async put(proof: Proof, at: { nonce: number; fees: Fees }, signal: AbortSignal): Promise<string> {
    const { chain, chainId, evmKey } = this.modules;
    const raw = signTransaction(
      {
        chainId: BigInt(chainId),
        nonce: BigInt(at.nonce),
        ...at.fees,
        gasLimit: withRoom(proof.gas),
        to: Buffer.from(proof.coordinator.slice(2), "hex"),
        data: proof.data,
      },
      evmKey,
    );
    try {
      await chain.send(raw, signal);
    } catch (error) {
      const { rpcMessage = "" } = error as { rpcMessage?: string };
      if (/insufficient funds/.test(rpcMessage)) throw this.noFunds();
      if (/underpriced/.test(rpcMessage)) this.waiting = at;
      if (!/already known/.test(rpcMessage)) throw error;
    }
    this.waiting = at;
    return `0x${Buffer.from(keccak_256(Buffer.from(raw.slice(2), "hex"))).toString("hex")}`;
  }

  private noFunds(): MirrorError {
    const { evmAddress } = this.modules;
    const fix = `Send gas money to ${evmAddress}, the host's hot key; pulumi up does so where it registers hosts.`;
    return new MirrorError("funds", `${evmAddress} cannot pay for the gas`, fix);
  }
}
