import { BinaryReader, BinaryWriter } from "cosmjs-types/binary";

/** Fields of tendermint.privval.Message: which one is there says what it is. */
export const kinds = {
  publicKeyRequest: 1,
  publicKeyResponse: 2,
  signVoteRequest: 3,
  signedVoteResponse: 4,
  signProposalRequest: 5,
  signedProposalResponse: 6,
  pingRequest: 7,
  pingResponse: 8,
} as const;

export interface SignerMessage {
  /** One of `kinds`; 0 for a message without any. */
  kind: number;
  body: Buffer;
}

/** What a signer answers instead of a signature. */
export interface SignerRefusal {
  code: number;
  description: string;
}

export function parseMessage(bytes: Buffer): SignerMessage {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if ((tag & 7) === 2) return { kind: tag >>> 3, body: Buffer.from(reader.bytes()) };
    reader.skipType(tag & 7);
  }
  return { kind: 0, body: Buffer.alloc(0) };
}

export function renderMessage(kind: number, body: Uint8Array = new Uint8Array()): Uint8Array {
  return field(kind, body);
}

export function renderPublicKeyRequest(chainId: string): Uint8Array {
  return renderMessage(kinds.publicKeyRequest, field(1, Buffer.from(chainId)));
}

export function renderPublicKeyResponse(publicKey: Uint8Array): Uint8Array {
  return renderMessage(kinds.publicKeyResponse, field(1, field(1, publicKey)));
}

/** An answer to a request to sign that carries a reason and no signature. */
export function renderRefusal(kind: number, { code, description }: SignerRefusal): Uint8Array {
  const error = new BinaryWriter().uint32(8).int32(code).uint32(0x12).string(description).finish();
  return renderMessage(kind, field(2, error));
}

/** The ed25519 key of a response, or why there is none. */
export function parsePublicKeyResponse({ body }: SignerMessage): Buffer | SignerRefusal {
  const refusal = parseRefusal(body);
  if (refusal) return refusal;
  const key = readField(readField(body, 1) ?? Buffer.alloc(0), 1);
  return key?.length === 32 ? key : { code: 0, description: "it has no ed25519 key" };
}

/** Why a response carries no signature; undefined when it does. */
export function parseRefusal(body: Buffer): SignerRefusal | undefined {
  const error = readField(body, 2);
  if (!error) return undefined;
  const refusal: SignerRefusal = { code: 0, description: "" };
  const reader = new BinaryReader(error);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === 8) refusal.code = reader.int32();
    else if (tag === 0x12) refusal.description = reader.string();
    else reader.skipType(tag & 7);
  }
  return refusal;
}

function field(number: number, value: Uint8Array): Uint8Array {
  return new BinaryWriter()
    .uint32((number << 3) + 2)
    .bytes(value)
    .finish();
}

function readField(message: Buffer, number: number): Buffer | undefined {
  const reader = new BinaryReader(message);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === (number << 3) + 2) return Buffer.from(reader.bytes());
    reader.skipType(tag & 7);
  }
  return undefined;
}
