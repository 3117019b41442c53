import type { Plan } from "../plan/plan";

/** What a thing is called at the provider: one account may hold several networks. */
export const physicalName = (plan: Pick<Plan, "network">, name: string): string => `${plan.network}-${name}`;
