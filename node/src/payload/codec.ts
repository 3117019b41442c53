import { z } from "zod";
import { NodeError } from "../faults";
import { splitEnvelope } from "./envelope";
import type { BuiltPayload, ExecutionPayload } from "./payload";
import { PayloadFormatError } from "./payloadFormatError";

// A payload, as its author signs it (envelope.ts): "CRD1", u32 length of a JSON header, the header, then each
// EVM transaction as u32 length and bytes: half the size of hex, and geth's own bytes unchanged.
const magic = Buffer.from("CRD1");

/** Above this a proposal is refused unread. A block of 60 M gas has 6 MB at most: a byte of call data costs 10 gas or more. */
export const maxPayloadBytes = 16 * 1024 * 1024;

const bytes = (length: number) => z.string().regex(new RegExp(`^0x[0-9a-f]{${2 * length}}$`));
const quantity = z.string().regex(/^0x(0|[1-9a-f][0-9a-f]{0,63})$/);
const anyBytes = z.string().regex(/^0x([0-9a-f]{2})*$/);

const headerSchema = z.strictObject({
  parentHash: bytes(32),
  feeRecipient: bytes(20),
  stateRoot: bytes(32),
  receiptsRoot: bytes(32),
  logsBloom: bytes(256),
  prevRandao: bytes(32),
  blockNumber: quantity,
  gasLimit: quantity,
  gasUsed: quantity,
  timestamp: quantity,
  extraData: anyBytes,
  baseFeePerGas: quantity,
  blockHash: bytes(32),
  withdrawals: z.array(z.unknown()),
  blobGasUsed: quantity,
  excessBlobGas: quantity,
  executionRequests: z.array(anyBytes),
});

/** A payload that no validator would read. */
export class PayloadOversizedError extends NodeError<"PAYLOAD_OVERSIZED"> {
  constructor(bytes: number) {
    super("PAYLOAD_OVERSIZED", `Transaction is too large: ${bytes} bytes (limit ${maxPayloadBytes}).`);
  }
}

/** The bytes that an author signs. @throws PAYLOAD_OVERSIZED */
export function encodePayload({ payload, executionRequests }: BuiltPayload): Buffer {
  const { transactions, ...rest } = payload;
  const header = Buffer.from(JSON.stringify(headerSchema.parse({ ...lowerCase(rest), executionRequests })));
  const parts: Buffer[] = [magic, u32(header.length), header];
  for (const transaction of transactions) {
    const raw = Buffer.from(transaction.slice(2), "hex");
    parts.push(u32(raw.length), raw);
  }
  const bytes = parts.reduce((sum, part) => sum + part.length, 0);
  if (bytes > maxPayloadBytes) throw new PayloadOversizedError(bytes);
  return Buffer.concat(parts);
}

/** The payload of these bytes, with or without a claim around it. @throws PAYLOAD_FORMAT PAYLOAD_OVERSIZED */
export function decodePayload(input: Uint8Array): BuiltPayload {
  const data = splitEnvelope(input).payload;
  if (data.length > maxPayloadBytes) throw new PayloadOversizedError(data.length);
  if (data.length < 8 || !data.subarray(0, 4).equals(magic)) throw new PayloadFormatError("unknown magic");
  const headerEnd = 8 + data.readUInt32BE(4);
  if (headerEnd > data.length) throw new PayloadFormatError("header is cut");
  const { executionRequests, ...header } = parseHeader(data.subarray(8, headerEnd));
  const transactions: string[] = [];
  let at = headerEnd;
  while (at < data.length) {
    if (at + 4 > data.length) throw new PayloadFormatError("transaction length is cut");
    const end = at + 4 + data.readUInt32BE(at);
    if (end > data.length) throw new PayloadFormatError("transaction is cut");
    transactions.push(`0x${data.toString("hex", at + 4, end)}`);
    at = end;
  }
  return { payload: { ...header, transactions }, executionRequests };
}

function parseHeader(raw: Buffer): z.infer<typeof headerSchema> {
  try {
    return headerSchema.parse(JSON.parse(raw.toString("utf8")));
  } catch (cause) {
    throw new PayloadFormatError("header is not of the format", cause);
  }
}

// geth spells addresses in checksum case; one spelling keeps comparisons plain.
function lowerCase(payload: Omit<ExecutionPayload, "transactions">): Omit<ExecutionPayload, "transactions"> {
  return { ...payload, feeRecipient: payload.feeRecipient.toLowerCase() };
}

function u32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
}
