import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { skewLimitMs } from "../../node/src/http/skewAlarm";
import type { FaultyChain } from "./faultyChain";
import type { Perturbation } from "./perturbation";

/** A perturbation that did nothing proves nothing. */
export class NoEffect extends Error {}

/** Looks before, where that can be told; what it returns says afterwards, once healed, whether the trouble was real. */
export async function watchBite(one: Perturbation, chain: FaultyChain): Promise<() => Promise<void>> {
  switch (one.kind) {
    case "kill":
    case "restart": {
      const ends = endsOf(chain, one.validator, one.target);
      return async () => expectMore(one, ends, endsOf(chain, one.validator, one.target));
    }
    case "killEverything": {
      const ends = () => chain.processesBut(one.sparedApp).map((each) => each.ends.length);
      const before = ends();
      return async () => expectMore(one, before, ends());
    }
    case "clockStep": {
      const log = chain.validators[one.validator]!.at("app.log");
      return async () => {
        const lines = readFileSync(log, "utf8").trim().split("\n").slice(-400);
        const times = lines.map(timeOf);
        const jumps = times.slice(1).map((time, index) => Math.abs(time - times[index]!));
        if (!jumps.some((jump) => Math.abs(jump - Math.abs(one.stepMs)) < 2_500)) {
          throw new NoEffect(`the application's clock never stepped by ${one.stepMs} ms`);
        }
        const isPlain = Math.abs(one.stepMs) > 2 * skewLimitMs;
        if (isPlain && !lines.some((line) => line.includes("this host's clock is wrong"))) {
          throw new Error("the node did not say that its clock is wrong");
        }
      };
    }
    default:
      return async () => {};
  }
}

// What was under way when it began may still become a block.
const settleMs = 2_000;

/** Holds a trouble for its time, and makes sure that these validators make no block meanwhile. */
export async function holdStalled(chain: FaultyChain, stalled: number[], seconds: number): Promise<void> {
  const validators = stalled.map((index) => chain.validators[index]!);
  await delay(settleMs);
  const before = await chain.local.heights(validators);
  await delay(seconds * 1000 - settleMs);
  const after = await chain.local.heights(validators);
  const moved = validators.filter((_, index) => before[index] !== -1 && after[index]! > before[index]!);
  if (moved.length > 0)
    throw new NoEffect(`${moved.map(({ name }) => name).join(", ")} went on making blocks`);
}

function endsOf(chain: FaultyChain, validator: number, target: string): number[] {
  const processes = chain.validators[validator]!.processes;
  return processes.filter(({ name }) => target === "all" || target === name).map(({ ends }) => ends.length);
}

function expectMore(one: Perturbation, before: number[], after: number[]): void {
  if (!after.every((ends, index) => ends > before[index]!)) {
    throw new NoEffect(`${one.kind}: a process that had to end did not`);
  }
}

function timeOf(line: string): number {
  const time = /"time":"?([^",}]+)/.exec(line)?.[1] ?? "";
  return Number.isNaN(Number(time)) ? Date.parse(time) : Number(time);
}
