import type { AppState } from "../state";
import { missesOf, nextRotationHeight } from "./lease";

/** The lease of the next height, as this node sees it; everything is undefined before the chain has begun. */
export class LeaseView {
  constructor(
    private readonly chain: { readonly committed: AppState | undefined },
    /** Lower case. */
    private readonly evmAddress: string,
  ) {}

  get epoch(): number | undefined {
    return this.chain.committed?.lease.epoch;
  }

  /** Consensus address, upper case hex. */
  get holder(): string | undefined {
    return this.chain.committed?.lease.holder;
  }

  /** Number of the lease that this node holds; undefined while another does. */
  get heldEpoch(): number | undefined {
    const state = this.chain.committed;
    const isOurs = state?.validators[state.lease.holder]?.evmAddress === this.evmAddress;
    return isOurs ? state.lease.epoch : undefined;
  }

  /** Misses that count against the holder at present. */
  get missed(): number {
    const state = this.chain.committed;
    return state ? missesOf(state.lease) : 0;
  }

  get nextRotationHeight(): number | undefined {
    const state = this.chain.committed;
    return state && nextRotationHeight(state.lease, state.leaseRules);
  }
}
