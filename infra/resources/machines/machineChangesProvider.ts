import type { dynamic } from "@pulumi/pulumi";
import { type Bag, diffInputs, missingInputs } from "../inputs";
import type { PlannedMachine } from "./machineChanges";

const providerVersion = "1";
const compared = ["stack", "machines", "providerVersion"];

type Machines = Record<string, PlannedMachine>;

/** Hosts that stay, and whose machine goes down to change. */
export function findMoving(olds: Machines, news: Machines): string[] {
  return Object.keys(news)
    .filter((host) => olds[host])
    .filter((host) => {
      const [before, now] = [olds[host]!, news[host]!];
      return before.rebuild !== now.rebuild || before.serverType !== now.serverType;
    })
    .sort();
}

/** Why these changes must not be made in one go; undefined where they may. */
export function findOutage(olds: Machines, news: Machines): string | undefined {
  const moving = findMoving(olds, news);
  if (moving.length === 0) return undefined;
  const powerOf = (hosts: string[], machines: Machines) =>
    hosts.reduce((sum, host) => sum + machines[host]!.power, 0);
  const total = powerOf(Object.keys(olds), olds);
  const inMotion = moving.filter((host) => olds[host]!.power > 0);
  const power = powerOf(inMotion, olds);
  // A single validator is all there is to change: whoever runs less than four has chosen to stop for it.
  if (inMotion.length > 1 && power * 3 >= total) {
    return `${inMotion.join(", ")} would be down together, with ${power} of ${total} of the voting power, and the chain would stop. Change one, run pulumi up, look at its blocks, then the next.`;
  }
  const edges = Object.keys(olds).filter((host) => olds[host]!.isEdge);
  const isDoorShut = edges.length > 1 && edges.every((host) => moving.includes(host));
  return isDoorShut
    ? `${edges.join(", ")} are all front doors there are, and would be down together. Change one, run pulumi up, then the next.`
    : undefined;
}

export const provider: dynamic.ResourceProvider = {
  async check(oldInputs: Bag, news: Bag) {
    const failures = missingInputs(news, ["stack", "machines"]);
    const outage = findOutage((oldInputs?.machines ?? {}) as Machines, (news.machines ?? {}) as Machines);
    if (outage) failures.push({ property: "machines", reason: outage });
    return { inputs: { ...news, providerVersion }, failures };
  },
  async diff(_id, olds: Bag, news: Bag) {
    return diffInputs(olds, news, compared);
  },
  async create(inputs) {
    return { id: inputs.stack, outs: inputs };
  },
  async update(_id, _olds, news) {
    return { outs: news };
  },
  async delete() {},
};
