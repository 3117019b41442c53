import type { Plan, PlannedHost } from "../plan/plan";

/** The same keys that containers carry as Docker labels. */
export type CloudLabels = Record<`cordillera.${"stack" | "network" | "role" | "host"}`, string> & {
  /** On mainnet, where the description takes a host's protection off: policies then let it go. */
  "cordillera.allow-removal"?: "true";
};

const labels = ({ stack, network }: Plan, role: string, host: string): CloudLabels => ({
  "cordillera.stack": stack,
  "cordillera.network": network,
  // Hetzner's label values are letters, digits and `-_.`, at most 63 of them.
  "cordillera.role": role,
  "cordillera.host": host,
});

/** What everything made at a provider carries: whose it is, and what it is for. */
export const labelsOf = (plan: Plan, host: PlannedHost): CloudLabels => ({
  ...labels(plan, host.roles.join("-"), host.name),
  ...(plan.environment === "mainnet" && !host.isProtected ? { "cordillera.allow-removal": "true" } : {}),
});

/** The same for what several hosts share. */
export const sharedLabels = (plan: Plan, role = "all"): CloudLabels => labels(plan, role, "all");
