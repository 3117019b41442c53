import { encodeTuple, fixedBytes, selectorOf, uint } from "../contracts/callData";
import type { CutLease } from "./leaseText";

/** Call data of `AndeSequencerCoordinator.proveLease`. */
export function encodeProof(header: Buffer, lease: CutLease): Buffer {
  const text = (value: string) => ({ bytes: Buffer.from(value, "utf8") });
  const proof = encodeTuple([
    {
      tuple: [
        { bytes: header },
        text(lease.before),
        uint(lease.epoch),
        text(lease.failed),
        fixedBytes(Buffer.from(lease.holder, "hex")),
        text(lease.between),
        uint(lease.startHeight),
      ],
    },
  ]);
  const selector = selectorOf("AndeSequencerCoordinator", "function", "proveLease");
  return Buffer.concat([Buffer.from(selector.slice(2), "hex"), proof]);
}
