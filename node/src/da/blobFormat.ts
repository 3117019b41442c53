import { promisify } from "node:util";
import { constants, zstdCompress, zstdDecompress } from "node:zlib";
import type { StoredPayload } from "../store/payloadStore";
import { BlobError } from "./blobFaults";
import { type BlobHeader, parseHeader, sha256 } from "./blobHeader";
import { joinPayloads, splitPayloads } from "./blobPayloads";
import { signatureBytes, signerOf, signHeader } from "./blobSignature";

// "CRDA", u16 version, u32 length of a JSON header, the header, its signature, then one zstd frame: the payloads and,
// behind them, the application state.
const magic = Buffer.from("CRDA");
const version = 1;
const prefixBytes = magic.length + 2 + 4;
const longestHeader = 4096;
const zstdMagic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** What goes into a blob; everything else of its header follows from it. */
export interface BlobContent
  extends Pick<BlobHeader, "chainId" | "genesisHash" | "previous" | "previousDaHeight"> {
  from: number;
  blocks: StoredPayload[];
  /** JSON text; empty when the state after the last block is not known. */
  state: string;
}

/** A blob whose header is read and whose body is still folded. */
export interface SealedBlob {
  header: BlobHeader;
  /** EVM address, lower case. */
  signer: string;
  /** One zstd frame. */
  body: Uint8Array;
}

export interface OpenBlob {
  header: BlobHeader;
  signer: string;
  blocks: StoredPayload[];
  state: string;
}

/** The bytes that DA is given, and the header in them. */
export async function encodeBlob(
  content: BlobContent,
  privateKey: Uint8Array,
): Promise<{ bytes: Buffer; header: BlobHeader }> {
  const { chainId, genesisHash, previous, previousDaHeight, from, blocks, state } = content;
  const payloads = joinPayloads(blocks);
  const body = await compress(Buffer.concat([payloads, Buffer.from(state)]), {
    params: { [constants.ZSTD_c_compressionLevel]: 6, [constants.ZSTD_c_checksumFlag]: 1 },
  });
  const header: BlobHeader = {
    chainId,
    genesisHash,
    from,
    to: from + blocks.length - 1,
    payloads: blocks.length,
    payloadsBytes: payloads.length,
    payloadsSha256: sha256(payloads),
    previous,
    previousDaHeight,
    stateBytes: Buffer.byteLength(state),
    stateSha256: sha256(state),
    bodyBytes: body.length,
  };
  const rawHeader = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(prefixBytes);
  magic.copy(prefix);
  prefix.writeUInt16BE(version, 4);
  prefix.writeUInt32BE(rawHeader.length, 6);
  return { bytes: Buffer.concat([prefix, rawHeader, signHeader(rawHeader, privateKey), body]), header };
}

/**
 * Reads what a blob says of itself; unfolds nothing yet.
 * @throws BLOB_MAGIC BLOB_VERSION BLOB_TRUNCATED BLOB_HEADER BLOB_OVERSIZE BLOB_RANGE BLOB_SIGNER
 */
export function openHeader(input: Uint8Array): SealedBlob {
  const data = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  if (data.length >= magic.length && !data.subarray(0, magic.length).equals(magic)) {
    throw new BlobError("BLOB_MAGIC", "The blob is none of ours: unknown magic.");
  }
  if (data.length < prefixBytes) throw truncated("in its prefix");
  const given = data.readUInt16BE(4);
  if (given !== version)
    throw new BlobError("BLOB_VERSION", `The blob is of version ${given}; known: ${version}.`);
  const headerBytes = data.readUInt32BE(6);
  if (headerBytes > longestHeader) {
    throw new BlobError(
      "BLOB_OVERSIZE",
      `The blob's header is ${headerBytes} bytes long (limit ${longestHeader}).`,
    );
  }
  const bodyAt = prefixBytes + headerBytes + signatureBytes;
  if (data.length < bodyAt + zstdMagic.length) throw truncated("before its body");
  const rawHeader = data.subarray(prefixBytes, prefixBytes + headerBytes);
  const header = parseHeader(rawHeader);
  const signer = signerOf(rawHeader, data.subarray(prefixBytes + headerBytes, bodyAt));
  if (!signer) throw new BlobError("BLOB_SIGNER", "The blob's signature is none.");
  return { header, signer, body: data.subarray(bodyAt) };
}

/** Unfolds a body and holds it against its header. @throws BLOB_TRUNCATED BLOB_CORRUPT BLOB_RANGE BLOB_CHAIN */
export async function openBody({ header, signer, body }: SealedBlob): Promise<OpenBlob> {
  if (!zstdMagic.equals(body.subarray(0, 4))) {
    throw new BlobError("BLOB_CORRUPT", "The blob's body is no zstd frame.");
  }
  const rawBytes = header.payloadsBytes + header.stateBytes;
  // Node unfolds a frame whose last bytes are missing without a word.
  if (body.length < header.bodyBytes)
    throw truncated(`in its body: ${body.length} of ${header.bodyBytes} bytes`);
  if (body.length > header.bodyBytes)
    throw new BlobError("BLOB_CORRUPT", "The blob goes on behind its body.");
  const raw = await unfold(body, rawBytes);
  if (raw.length < rawBytes) throw truncated(`in its body: ${raw.length} of ${rawBytes} bytes`);
  const payloads = raw.subarray(0, header.payloadsBytes);
  const state = raw.subarray(header.payloadsBytes);
  if (sha256(payloads) !== header.payloadsSha256 || sha256(state) !== header.stateSha256) {
    throw new BlobError("BLOB_CORRUPT", "The blob's body is not what its header says.");
  }
  return { header, signer, blocks: splitPayloads(payloads, header), state: state.toString("utf8") };
}

async function unfold(body: Uint8Array, rawBytes: number): Promise<Buffer> {
  try {
    // One byte above what the header says is enough to tell, and all that is ever unfolded.
    return await decompress(body, { maxOutputLength: rawBytes + 1 });
  } catch (cause) {
    const code = (cause as { code?: string }).code ?? "";
    if (code === "ERR_BUFFER_TOO_LARGE") {
      throw new BlobError(
        "BLOB_OVERSIZE",
        `The blob unfolds to more than the ${rawBytes} bytes of its header.`,
      );
    }
    if (code === "Z_BUF_ERROR" || /unexpected end|truncat|incomplete/i.test((cause as Error).message)) {
      throw truncated("in its body");
    }
    throw new BlobError("BLOB_CORRUPT", "The blob's body does not unfold.", { cause });
  }
}

function truncated(where: string): BlobError {
  return new BlobError("BLOB_TRUNCATED", `The blob is cut ${where}.`);
}
