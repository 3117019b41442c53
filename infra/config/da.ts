import { z } from "zod";
import type { Fault } from "./fault";
import type { NetworkDescription } from "./schema";

export const daSchema = z.strictObject({
  devnet: z
    .literal(true, "must be true")
    .describe(
      "A devnet on the monitor host stands in for Celestia: local networks only, it keeps data on one disk.",
    ),
});

/** A devnet is for local networks that have no light node, and needs a host to run on. */
export function checkDa(
  { environment, da, celestia }: Partial<NetworkDescription>,
  hosts: readonly { roles: readonly string[] }[],
): Fault[] {
  if (da === undefined) return [];
  const faults: Fault[] = [];
  if (environment !== undefined && environment !== "local") {
    faults.push({ path: "da.devnet", rule: "is for local networks only", got: environment });
  }
  if (celestia !== undefined) faults.push({ path: "da", rule: "does not go with celestia" });
  const monitors = hosts.filter(({ roles }) => roles.includes("monitor")).length;
  if (monitors !== 1)
    faults.push({ path: "da", rule: "needs one host with the role monitor", got: monitors });
  return faults;
}
