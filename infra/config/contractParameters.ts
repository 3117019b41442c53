import { z } from "zod";

const whole = (least: number, most: number) =>
  z.int("must be a whole number").min(least, `must be ${least} or more`).max(most, `must be at most ${most}`);
const ande = (most: number) => whole(1, most);
const week = 604_800;

/** An account or contract on a chain. */
export const accountSchema = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, "must be an address: 0x and 40 hex digits")
  .refine((text) => !/^0x0{40}$/.test(text), "must not be the zero address");

/** What AndeConsensus and AndeSequencerCoordinator are told; the lease's own numbers stand under `lease`. */
export const parametersSchema = z.strictObject({
  stakePerPowerAnde: ande(1_000_000)
    .default(1000)
    .describe("ANDE that back one unit of voting power; one unit is the least that a validator stakes."),
  withdrawalDelaySeconds: whole(172_801, 31_536_000)
    .default(week)
    .describe("Between leaving and claiming; longer than evidence of two days takes to arrive."),
  epochBlocks: whole(1, 1_000_000_000).default(3_888_000).describe("Length of an epoch; 90 days at 2 s."),
  maximumValidators: whole(1, 100).default(50).describe("Most validators that may register."),
  jailSeconds: whole(1, 31_536_000).default(week).describe("Jail after a sequencer's third timeout."),
  forceInclusionBlocks: whole(1, 1_000_000)
    .default(50)
    .describe("Blocks that one holder of the lease has to include a forced transaction."),
  forceInclusionBondAnde: ande(1_000_000)
    .default(10)
    .describe("What asking for a forced transaction costs until it is settled."),
});

export type ContractParameters = z.infer<typeof parametersSchema>;

export const incomeSharesSchema = z
  .array(
    z.strictObject({
      recipient: accountSchema.describe("Whose share it is."),
      basisPoints: whole(1, 10_000).describe("Of 10,000."),
    }),
  )
  .min(1, "must name at least one recipient")
  .max(16, "must name at most 16 recipients")
  .refine(
    (shares) => shares.reduce((sum, { basisPoints }) => sum + basisPoints, 0) === 10_000,
    "must add up to 10000 basis points",
  )
  .refine(
    (shares) => new Set(shares.map(({ recipient }) => recipient.toLowerCase())).size === shares.length,
    "must name no recipient twice",
  );
