import { decodeAuthored, encodeAuthored, signClaim } from "../../../node/src/payload/authorship";
import { decodePayload, encodePayload, maxPayloadBytes } from "../../../node/src/payload/codec";
import { digestOf } from "../../../node/src/payload/envelope";
import type { ExecutionPayload } from "../../../node/src/payload/payload";
import type { RejectReason } from "../../../node/src/payload/rejection";

/** The key of the proposer gone bad: it signs what it makes, else its signature alone would give it away. */
export interface Signer {
  chainId: string;
  key: Uint8Array;
  evmAddress: string;
}

/** What it makes of an honest proposal; `last` is the payload of the block before. */
type Misdeed = (tx: Uint8Array, last: Uint8Array, signer: Signer) => Uint8Array[];

const changed =
  (change: (payload: ExecutionPayload) => Partial<ExecutionPayload>): Misdeed =>
  (tx, _last, signer) => {
    const { payload, authorship } = decodeAuthored(tx);
    const built = decodePayload(payload);
    const own = { ...built.payload, feeRecipient: signer.evmAddress, ...change(built.payload) };
    const bad = encodePayload({ ...built, payload: own });
    const { epoch, height } = authorship;
    return [encodeAuthored(bad, signClaim({ epoch, height, digest: digestOf(bad) }, signer))];
  };

/** By the reason for which honest validators must reject it. */
export const misdeeds = {
  invalid: changed(() => ({ stateRoot: `0x${"ee".repeat(32)}` })),
  wrong_author: changed(() => ({ feeRecipient: `0x${"ee".repeat(20)}` })),
  replayed: (_tx, last) => [last],
  wrong_parent: changed(() => ({ parentHash: `0x${"ee".repeat(32)}` })),
  future_dated: changed(({ timestamp }) => ({ timestamp: `0x${(Number(timestamp) + 60).toString(16)}` })),
  blobs: changed(({ transactions }) => ({ transactions: [...transactions, "0x03c0"] })),
  count: (tx) => [tx, tx],
  format: () => [Buffer.from("noise")],
  oversized: (tx) => [Buffer.concat([tx, Buffer.alloc(maxPayloadBytes)])],
} satisfies Partial<Record<RejectReason, Misdeed>>;

export type MisdeedName = keyof typeof misdeeds;
