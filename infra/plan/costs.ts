import { convert } from "../config/parsePrices";
import type { Prices } from "../config/prices";
import type { NetworkDescription } from "../config/schema";
import { planPaidDiskGb } from "./dataDisk";
import { BudgetExceededError, PriceMissingError } from "./errors";
import type { Plan, PlannedHost } from "./plan";

/** What a host costs in a month, in the currency of the whole table. */
export interface HostCost {
  machine: number;
  address: number;
  disk: number;
  monthly: number;
}

/** What a network costs in a month by the price list of that date, without tax and traffic. */
export interface Costs {
  currency: string;
  pricesOf: string;
  hosts: Record<string, HostCost>;
  monthly: number;
  /** What traffic costs, per provider. */
  traffic: Record<string, string>;
  budget?: { monthlyMax: number; currency: string };
}

export interface CostSources {
  prices: Prices | undefined;
  budget?: NetworkDescription["budget"];
}

const hoursPerMonth = 730;
const cents = (amount: number) => Math.round(amount * 100) / 100;

/**
 * Prices every cloud host of a plan; undefined where all hosts are containers, which cost nothing.
 * @throws PRICE_MISSING with all hosts that have none, BUDGET_EXCEEDED with the biggest lines
 */
export function planCosts(plan: Pick<Plan, "hosts">, { prices, budget }: CostSources): Costs | undefined {
  const paid = plan.hosts.filter((host) => host.provider !== "docker");
  if (paid.length === 0) return undefined;
  const priced = paid.map((host) => ({ host, cost: prices && priceHost(host, prices) }));
  const missing = priced.filter(({ cost }) => cost === undefined).map(({ host }) => host);
  if (!prices || missing.length > 0) throw new PriceMissingError({ hosts: missing });

  const hosts = Object.fromEntries(priced.map(({ host, cost }) => [host.name, cost!]));
  const costs: Costs = {
    currency: prices.currency,
    pricesOf: prices.date,
    hosts,
    monthly: cents(Object.values(hosts).reduce((sum, { monthly }) => sum + monthly, 0)),
    traffic: Object.fromEntries(
      [...new Set(paid.map(({ provider }) => provider))]
        .sort()
        .map((provider) => [provider, prices.providers[provider as "hetzner" | "aws"].traffic]),
    ),
    ...(budget ? { budget } : {}),
  };
  if (budget) assertBudget(costs, budget, prices);
  return costs;
}

function priceHost(host: PlannedHost, prices: Prices): HostCost | undefined {
  const provider = prices.providers[host.provider as "hetzner" | "aws"];
  const group = provider?.groups.find(({ regions }) => regions.includes(host.region));
  const machinePrice = group?.machines[host.serverType ?? ""];
  if (!provider || !group || machinePrice === undefined) return undefined;
  const perMonth = provider.per === "hour" ? hoursPerMonth : 1;
  // parsePrices refuses a provider whose currency has no rate.
  const inTable = (amount: number) =>
    cents(convert(prices, amount, { from: provider.currency, to: prices.currency })!);
  const machine = inTable(machinePrice * perMonth);
  const address = inTable(group.ipv4 * perMonth);
  const disk = inTable(group.volumeGbMonth * planPaidDiskGb(host));
  return { machine, address, disk, monthly: cents(machine + address + disk) };
}

function assertBudget(costs: Costs, budget: NonNullable<Costs["budget"]>, prices: Prices): void {
  const monthly = convert(prices, costs.monthly, { from: costs.currency, to: budget.currency });
  if (monthly !== undefined && monthly <= budget.monthlyMax) return;
  const biggest = Object.entries(costs.hosts)
    .sort(([, a], [, b]) => b.monthly - a.monthly)
    .slice(0, 5);
  throw new BudgetExceededError({
    budget,
    monthly: monthly === undefined ? undefined : cents(monthly),
    known: [prices.currency, ...Object.keys(prices.exchange)],
    biggest: biggest.map(([host, { monthly: each }]) => `${host}: ${each.toFixed(2)} ${costs.currency}`),
  });
}
