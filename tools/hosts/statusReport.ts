import { z } from "zod";

const leaseSchema = z.object({
  epoch: z.number(),
  holder: z.string(),
  holderName: z.string().nullable(),
  startHeight: z.number(),
  missed: z.number(),
  missesToFailOver: z.number(),
  failed: z.array(z.string()),
  nextRotationHeight: z.number(),
  handOverAt: z.number().nullable(),
});

const memberSchema = z.object({ consensusAddress: z.string(), power: z.number() });

const setSchema = z.object({
  source: z.enum(["genesis", "contract"]),
  totalPower: z.number(),
  members: z.array(memberSchema),
  pending: z.object({ from: z.number(), members: z.array(memberSchema) }).nullable(),
});

/** What a validator tells of itself at /status; the part that operators look at. */
export const statusReportSchema = z.object({
  name: z.string(),
  height: z.number(),
  evmHash: z.string(),
  stateRoot: z.string(),
  catchingUp: z.boolean(),
  consensusPeers: z.number(),
  gethPeers: z.number(),
  lagBlocks: z.number(),
  healthy: z.boolean(),
  ready: z.boolean(),
  /** Absent where a node of before runs. */
  degraded: z.array(z.string()).optional(),
  /** Absent where blocks are posted nowhere. */
  da: z.object({ confirmedTo: z.number(), pendingBlocks: z.number() }).optional(),
  version: z.string(),
  startedAt: z.string(),
  consensusAddress: z.string().nullish(),
  /** Absent from nodes of releases without leases; null before the chain has begun. */
  lease: leaseSchema.nullish(),
  /** The same of the set that the application keeps. */
  validatorSet: setSchema.nullish(),
  at: z.object({ height: z.number(), evmHash: z.string(), stateRoot: z.string() }).optional(),
});

export type StatusReport = z.infer<typeof statusReportSchema>;
