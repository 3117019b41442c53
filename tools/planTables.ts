import Table from "cli-table3";
import type { Costs } from "../infra/plan/costs";
import type { FirewallRule, Plan } from "../infra/plan/plan";
import { describeQuotas, planQuotas } from "../infra/plan/quotas";

const plain = {
  style: { head: [], border: [] },
  chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
};

/** The plan and what it costs as tables for people. */
export function renderPlanTables(plan: Plan, costs?: Costs): string {
  const total = plan.hosts.reduce((sum, host) => sum + host.power, 0);
  const parts = [
    `${plan.network} (${plan.environment}): chain id ${plan.chainId}, consensus chain id ${plan.consensusChainId}, ` +
      `release ${plan.release.name}, a block every ${plan.blockIntervalMs} ms, ${plan.gasLimit} gas`,
    section("Hosts", renderHosts(plan)),
    section("Ports that answer", renderPorts(plan)),
    ...(plan.hosts.some((host) => host.publish.length > 0)
      ? [section("Published on 127.0.0.1", renderPublished(plan))]
      : []),
    section(`Waves (voting power in motion, of ${total})`, renderWaves(plan)),
    ...(costs ? [section(costTitle(costs), renderCosts(costs))] : []),
    ...(costs ? [section("Accounts", describeQuotas(planQuotas(plan)).map(indent).join("\n"))] : []),
    plan.warnings.length === 0
      ? "No warnings."
      : `Warnings\n${plan.warnings.map((warning) => `  ! ${warning}`).join("\n")}`,
  ];
  return `${parts.join("\n\n")}\n`;
}

function section(title: string, table: string): string {
  return `${title}\n${table}`;
}

const indent = (line: string) => `  ${line}`;

const costTitle = ({ currency, pricesOf }: Costs) =>
  `Costs a month (${currency}, list prices of ${pricesOf} without tax and traffic)`;

function renderCosts({ hosts, monthly, currency, budget, traffic }: Costs): string {
  const table = new Table({
    head: ["host", "machine", "IPv4", "disks", "month"],
    colAligns: ["left", "right", "right", "right", "right"],
    ...plain,
  });
  const money = (amount: number) => amount.toFixed(2);
  for (const [host, each] of Object.entries(hosts))
    table.push([host, ...[each.machine, each.address, each.disk, each.monthly].map(money)]);
  const sum = (key: "machine" | "address" | "disk") =>
    money(Object.values(hosts).reduce((total, host) => total + host[key], 0));
  table.push(["all", sum("machine"), sum("address"), sum("disk"), money(monthly)]);
  const room = budget ? [`budget: ${budget.monthlyMax} ${budget.currency}`] : [];
  const notes = Object.entries(traffic).map(([provider, note]) => `traffic of ${provider}: ${note}`);
  return [
    table.toString(),
    ...[...room, ...notes].map(indent),
    indent(`total: ${money(monthly)} ${currency}`),
  ].join("\n");
}

function renderHosts(plan: Plan): string {
  const table = new Table({
    head: ["host", "provider", "region", "type", "roles", "power", "address", "services"],
    ...plain,
  });
  for (const host of plan.hosts) {
    table.push([
      ...[host.name, host.provider, host.region, host.serverType ?? "–", host.roles.join(" "), host.power],
      ...[host.privateAddress, host.services.map((service) => service.name).join(" ")],
    ]);
  }
  return table.toString();
}

function renderPorts(plan: Plan): string {
  const table = new Table({ head: ["port", "service", "from", "hosts"], ...plain });
  const groups = new Map<string, { rule: FirewallRule; hosts: string[] }>();
  for (const rule of plan.firewall) {
    const key = [rule.port, rule.protocol, rule.service, ...rule.from].join(" ");
    const group = groups.get(key) ?? { rule, hosts: [] };
    group.hosts.push(rule.host);
    groups.set(key, group);
  }
  const ordered = [...groups.values()].sort((a, b) => a.rule.port - b.rule.port);
  for (const { rule, hosts } of ordered) {
    const which = hosts.length === plan.hosts.length ? "all" : hosts.join("\n");
    table.push([`${rule.port}/${rule.protocol}`, rule.service, rule.from.join("\n"), which]);
  }
  return table.toString();
}

function renderPublished(plan: Plan): string {
  const table = new Table({ head: ["127.0.0.1:", "host", "what", "port there"], ...plain });
  for (const host of plan.hosts) {
    for (const { name, hostPort, port } of host.publish) table.push([hostPort, host.name, name, port]);
  }
  return table.toString();
}

function renderWaves(plan: Plan): string {
  const power = new Map(plan.hosts.map((host) => [host.name, host.power]));
  const table = new Table({ head: ["", "wave", "hosts", "power"], ...plain });
  for (const [i, { name, hosts }] of plan.waves.entries()) {
    table.push([i + 1, name, hosts.join("\n"), hosts.reduce((sum, host) => sum + power.get(host)!, 0)]);
  }
  return table.toString();
}
