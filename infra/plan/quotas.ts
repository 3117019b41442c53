import type { Plan } from "./plan";

/** What the accounts must have room for, per provider and region: a hint, since only the provider knows the limit. */
export interface QuotaNeed {
  provider: string;
  region: string;
  machines: number;
  addresses: number;
}

const limitedPer: Record<string, "account" | "region"> = { hetzner: "account", aws: "region" };

export function planQuotas(plan: Pick<Plan, "hosts">): QuotaNeed[] {
  const needs = new Map<string, QuotaNeed>();
  for (const { provider, region } of plan.hosts) {
    if (provider === "docker") continue;
    const place = limitedPer[provider] === "account" ? "all" : region;
    const need = needs.get(`${provider} ${place}`) ?? { provider, region: place, machines: 0, addresses: 0 };
    need.machines += 1;
    need.addresses += 1;
    needs.set(`${provider} ${place}`, need);
  }
  return [...needs.values()].sort((a, b) =>
    `${a.provider} ${a.region}` < `${b.provider} ${b.region}` ? -1 : 1,
  );
}

/** The same in words, one line each. */
export function describeQuotas(needs: readonly QuotaNeed[]): string[] {
  return needs.map(
    ({ provider, region, machines, addresses }) =>
      `${provider}${region === "all" ? "" : ` ${region}`}: the account must allow ${machines} machines and ${addresses} IPv4 addresses for this network`,
  );
}
