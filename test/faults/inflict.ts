import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { Supervised } from "../node/supervised";
import type { Validator } from "../node/validator";
import { holdStalled, NoEffect, watchBite } from "./bite";
import type { FaultyChain } from "./faultyChain";
import {
  type Cut,
  type Perturbation,
  type PerturbationKind,
  perturbationKinds,
  type Target,
} from "./perturbation";

/** What this machine can do: a slow disk needs strace, all else nothing. */
export function possibleKinds(): PerturbationKind[] {
  const hasStrace = spawnSync("strace", ["-o", "/dev/null", "true"]).status === 0;
  return perturbationKinds.filter((kind) => kind !== "slowDisk" || hasStrace);
}

export interface Outcome {
  /** From the end of the trouble until everybody stood at the head again. */
  backMs: number;
}

/** One trouble, and the way back that must follow without a hand. @throws when it has no effect or lasts */
export async function inflictAndHeal(
  one: Perturbation,
  chain: FaultyChain,
  backWithinMs: number,
): Promise<Outcome> {
  const assertBitten = await watchBite(one, chain);
  await inflict(one, chain);
  const backMs = await chain.backAtHead(backWithinMs);
  await assertBitten();
  return { backMs };
}

// Comes back when nothing is held back any more.
async function inflict(one: Perturbation, chain: FaultyChain): Promise<void> {
  switch (one.kind) {
    case "kill":
      for (const each of targetsOf(chain.validators[one.validator]!, one.target)) each.kill("SIGKILL");
      return;
    case "killEverything":
      for (const each of chain.processesBut(one.sparedApp)) each.kill("SIGKILL");
      return;
    case "restart":
      return restart(chain.validators[one.validator]!, one.target);
    case "pause":
      return pause(chain, one);
    case "disconnect":
      return cutOff(chain, { ...one, side: [one.validator], stalled: [one.validator] });
    case "partition":
      // Neither side holds more than two thirds.
      return cutOff(chain, { ...one, stalled: chain.validators.map((_, index) => index) });
    case "slowDisk":
      return slowDown(chain.validators[one.validator]!, one);
    case "clockStep":
      return stepClock(chain.validators[one.validator]!, one);
  }
}

function targetsOf(validator: Validator, target: Target): Supervised[] {
  return validator.processes.filter(({ name }) => target === "all" || target === name);
}

async function restart(validator: Validator, target: Target): Promise<void> {
  // The order of a host that shuts down: CometBFT, application, geth.
  const ending = targetsOf(validator, target).reverse();
  for (const one of ending) await one.stop();
  for (const one of ending.reverse()) one.start();
}

async function pause(
  chain: FaultyChain,
  { validator, target, seconds }: { validator: number; target: Target; seconds: number },
): Promise<void> {
  const paused = targetsOf(chain.validators[validator]!, target);
  for (const one of paused) one.kill("SIGSTOP");
  try {
    await holdStalled(chain, [validator], seconds);
  } finally {
    for (const one of paused) one.kill("SIGCONT");
  }
}

async function cutOff(
  chain: FaultyChain,
  at: { side: number[]; cut: Cut; seconds: number; stalled: number[] },
): Promise<void> {
  chain.links.cut(at.side, at.cut);
  try {
    await holdStalled(chain, at.stalled, at.seconds);
  } finally {
    chain.links.heal();
  }
}

// Every fsync of the host's three processes waits; strace lets go of them when it is asked to end.
async function slowDown(
  validator: Validator,
  { delayMs, seconds }: { delayMs: number; seconds: number },
): Promise<void> {
  const pids = validator.processes.flatMap((one) => one.pids());
  const calls = "fsync,fdatasync,msync,sync_file_range";
  const inject = `inject=${calls}:delay_enter=${delayMs * 1000}`;
  const record = validator.at("slow-disk.trace");
  const args = ["-f", "-qq", "-o", record, "-e", `trace=${calls}`, "-e", inject];
  const tracer: ChildProcess = spawn("strace", [...args, ...pids.flatMap((pid) => ["-p", String(pid)])], {
    stdio: "ignore",
  });
  const ended = once(tracer, "exit");
  await delay(seconds * 1000);
  tracer.kill("SIGINT");
  await ended;
  if (!readFileSync(record, "utf8").includes("DELAYED")) throw new NoEffect("no write to disk was delayed");
}

async function stepClock(
  validator: Validator,
  { stepMs, seconds }: { stepMs: number; seconds: number },
): Promise<void> {
  writeFileSync(validator.at("clock-offset"), String(stepMs));
  try {
    await delay(seconds * 1000);
  } finally {
    rmSync(validator.at("clock-offset"));
  }
}
