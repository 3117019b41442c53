import { z } from "zod";

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
  version: z.string(),
  startedAt: z.string(),
  at: z.object({ height: z.number(), evmHash: z.string(), stateRoot: z.string() }).optional(),
});

export type StatusReport = z.infer<typeof statusReportSchema>;
