import { decodePayload, encodePayload, maxPayloadBytes } from "../../../node/src/payload/codec";
import type { ExecutionPayload } from "../../../node/src/payload/payload";
import type { RejectReason } from "../../../node/src/payload/rejection";

/** What a proposer gone bad makes of an honest proposal; `last` is the payload of the block before. */
type Misdeed = (tx: Uint8Array, last: Uint8Array) => Uint8Array[];

const changed =
  (change: (payload: ExecutionPayload) => Partial<ExecutionPayload>): Misdeed =>
  (tx) => {
    const built = decodePayload(tx);
    return [encodePayload({ ...built, payload: { ...built.payload, ...change(built.payload) } })];
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
