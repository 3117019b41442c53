import { z } from "zod";
import type { Environment } from "../vocab/words";
import { accountSchema } from "./contractParameters";
import type { Fault } from "./fault";

const safeSchema = z.strictObject({
  owners: z
    .array(accountSchema)
    .min(1, "must name at least one owner")
    .refine(
      (owners) => new Set(owners.map((owner) => owner.toLowerCase())).size === owners.length,
      "must name no owner twice",
    )
    .describe("Accounts that decide together."),
  threshold: z
    .int("must be a whole number")
    .min(1, "must be 1 or more")
    .describe("How many of them must sign."),
});

export const adminSchema = z.strictObject({
  multisig: accountSchema
    .optional()
    .describe("Multisig that decides; it sends what the sink calldata writes. Absent where safe is given."),
  safe: safeSchema
    .optional()
    .describe(
      "A Safe that `up` makes, in place of multisig; once made, its owners change by its own calls: name it under multisig then.",
    ),
  timelock: z
    .strictObject({
      address: accountSchema
        .optional()
        .describe(
          "Timelock that the contracts obey; the multisig proposes to it. Absent for one that `up` makes.",
        ),
      delaySeconds: z
        .int("must be a whole number")
        .min(1, "must be 1 or more")
        .max(31_536_000, "must be at most 31536000")
        .describe("Delay that its operations are scheduled with, at least its own minimum."),
    })
    .optional()
    .describe("Absent where the multisig itself owns the contracts; mainnet must have one."),
});

type AdminDescription = z.infer<typeof adminSchema>;

/** Fewest owners and signatures of a Safe with mainnet's value under it. */
const mainnetSafe = { owners: 5, threshold: 3 };

/** What no schema can say of who decides. */
export function checkAdmin(admin: AdminDescription, environment: Environment | undefined): Fault[] {
  const { safe, multisig, timelock } = admin;
  const faults: Fault[] = [];
  if (!safe === !multisig)
    faults.push({ path: "contracts.admin", rule: "must name one of multisig and safe" });
  else if (safe) faults.push(...checkSafe(safe, environment));
  if (environment === "mainnet" && !timelock)
    faults.push({ path: "contracts.admin.timelock", rule: "must be given on mainnet" });
  return faults;
}

function checkSafe(
  { owners: { length }, threshold }: NonNullable<AdminDescription["safe"]>,
  environment: Environment | undefined,
): Fault[] {
  const path = "contracts.admin.safe";
  const faults: Fault[] = [];
  if (threshold > length) {
    const rule = `must be at most the number of owners, ${length}`;
    faults.push({ path: `${path}.threshold`, rule, got: threshold });
  }
  if (environment !== "mainnet") return faults;
  if (length < mainnetSafe.owners) {
    const rule = `must be at least ${mainnetSafe.owners} on mainnet`;
    faults.push({ path: `${path}.owners`, rule, got: length });
  }
  if (threshold < mainnetSafe.threshold) {
    const rule = `must be at least ${mainnetSafe.threshold} on mainnet`;
    faults.push({ path: `${path}.threshold`, rule, got: threshold });
  }
  return faults;
}
