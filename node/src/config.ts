import { readFileSync } from "node:fs";
import { z } from "zod";
import { NodeError } from "./faults";
import { consensusKeyRule } from "./keys/consensusKey";

const address = z.string().regex(/^[^\s:]+:\d{1,5}$/, "must be host:port");
const positive = z.number().int().positive();

const daSchema = z.strictObject({
  /** celestia-node's JSON-RPC. */
  rpcUrl: z.url(),
  tokenFile: z.string().min(1).optional(),
  /** The ten own bytes of a version 0 namespace; absent: they follow from the consensus chain id. */
  namespace: z
    .string()
    .regex(/^[0-9a-f]{20}$/, "must be 20 hex digits")
    .optional(),
  blocksPerBlob: positive.max(1024).default(64),
  maxBlobBytes: positive.default(1_900_000),
  pollMs: positive.default(1000),
  /** DA heights in which a sent blob may still arrive. */
  settleHeights: positive.default(5),
  searchBackHeights: positive.default(20_000),
  requestTimeoutMs: positive.default(10_000),
  submitTimeoutMs: positive.default(90_000),
  degradedAfterSeconds: positive.default(60),
  degradedAfterBlobs: positive.default(3),
});

const remoteSignerSchema = z.strictObject({
  /** Where the signer connects to. */
  listenAddress: address,
  /** CometBFT's `priv_validator_laddr`. */
  cometAddress: address,
  /** ed25519, base64: the only key that may sign. */
  publicKey: z.string().regex(consensusKeyRule, "must be an ed25519 key in base64"),
});

const configSchema = z.strictObject({
  chainId: positive,
  consensusChainId: z.string().min(1).max(50),
  name: z.string().min(1),
  blockIntervalMs: z.number().int().min(1000),
  gasLimit: positive,
  abciAddress: address,
  httpAddress: address,
  engineUrl: z.url(),
  /** geth's public JSON-RPC, for its peer count; the Engine API does not tell it. */
  gethRpcUrl: z.url().optional(),
  jwtFile: z.string().min(1),
  evmKeyFile: z.string().min(1),
  /** Opens evmKeyFile; not needed for the plain key of an earlier release. */
  evmPassphraseFile: z.string().min(1).optional(),
  /** identity.json: the addresses that the network knows this host by. */
  identityFile: z.string().min(1).optional(),
  cometRpcUrl: z.url(),
  dataDir: z.string().min(1),
  gethControlDir: z.string().min(1),
  maxLagBlocks: positive,
  stallSeconds: positive,
  /** Absent: the store keeps everything. */
  store: z
    .strictObject({
      maxBytes: positive,
      keepBlocks: positive,
      /** Above this blocks go that are not on DA either; absent: the store grows as long as DA is away. */
      outageMaxBytes: positive.optional(),
    })
    .optional(),
  /** Absent: no snapshots are made, offered or taken, and CometBFT keeps every block. */
  snapshots: z
    .strictObject({
      /** A snapshot at each height that this divides. */
      everyBlocks: positive.min(2),
      keep: positive.max(16).default(2),
      /** An empty node begins with a snapshot when the network is at or above this height. */
      joinAboveBlocks: positive,
    })
    .optional(),
  /** Absent: CometBFT signs with its own key file. */
  remoteSigner: remoteSignerSchema.optional(),
  /** Absent: blocks are posted nowhere. */
  da: daSchema.optional(),
  peers: z.array(z.strictObject({ name: z.string().min(1), statusUrl: z.url() })),
});

/** What `cordillera-node start` needs to know; written by the renderer. */
export type NodeConfig = z.infer<typeof configSchema>;

/** A configuration that cannot be used; names every fault at once. */
export class ConfigError extends NodeError<"CONFIG"> {
  constructor(path: string, faults: string[]) {
    super("CONFIG", `Configuration ${path} cannot be used.`, { details: faults });
  }
}

/** Strictly parsed configuration. @throws CONFIG */
export function parseConfig(path: string, text: string): NodeConfig {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw new ConfigError(path, [`is not JSON: ${(cause as Error).message}`]);
  }
  const parsed = configSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    path,
    parsed.error.issues.map((issue) => `${issue.path.join(".") || "(root)"}: ${issue.message}`),
  );
}

/** Reads and parses the file. @throws CONFIG */
export function loadConfig(path: string): NodeConfig {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new ConfigError(path, [`cannot be read: ${(cause as Error).message}`]);
  }
  return parseConfig(path, text);
}

/** `host:port` in two parts. */
export function splitAddress(text: string): { host: string; port: number } {
  const at = text.lastIndexOf(":");
  return { host: text.slice(0, at), port: Number(text.slice(at + 1)) };
}

/** geth's public JSON-RPC of this host. */
export function gethRpcUrlOf({
  gethRpcUrl,
  httpAddress,
}: Pick<NodeConfig, "gethRpcUrl" | "httpAddress">): string {
  return gethRpcUrl ?? `http://${splitAddress(httpAddress).host}:8545`;
}
