import { FaultyChain } from "./faultyChain";
import { inflictAndHeal, possibleKinds } from "./inflict";
import { Load } from "./load";
import { OneChain } from "./oneChain";
import { describePerturbation, drawPerturbation, type PerturbationKind } from "./perturbation";
import { renderTrial, type TrialReport } from "./report";
import { Seeded } from "./seeded";

const backWithinMs = 20_000;
const warmUpMs = 60_000;

export interface TrialOptions {
  seed: number;
  validators: number;
  perSecond: number;
  kinds?: readonly PerturbationKind[];
  /** Which validator's processes are left alone, so that their memory tells something. */
  spared?: number;
  /** Whether one more is due; asked before each. */
  goOn: (at: { done: number; elapsedMs: number }) => boolean;
}

/** Troubles one after the other on a chain of its own, until enough or until the first that does not heal. */
export async function runTrial(options: TrialOptions): Promise<TrialReport> {
  const { seed, validators, spared } = options;
  const random = new Seeded(seed);
  const kinds = options.kinds ?? possibleKinds();
  const startedMs = Date.now();
  const chain = await FaultyChain.start(validators);
  const report: TrialReport = {
    seed,
    validators,
    troubles: [],
    memory: [],
    blocks: 0,
    sent: 0,
    leases: [],
    leaseBlocks: chain.local.plan.lease.blocks,
    intervalsMs: [],
    spared,
    seconds: 0,
  };
  const load = new Load(chain.validators, {
    perSecond: options.perSecond,
    chainId: 1234,
    random: new Seeded(seed),
  });
  const oneChain = new OneChain();
  try {
    await chain.local.waitForHeight(2, { timeoutMs: 120_000 });
    await load.start();
    let from = 1;
    for (let done = 0; options.goOn({ done, elapsedMs: Date.now() - startedMs }); done++) {
      await oneChain.remember(chain.validators);
      const one = drawPerturbation(random, { validators, kinds, spared });
      const name = describePerturbation(one);
      try {
        const { backMs } = await inflictAndHeal(one, chain, backWithinMs);
        from = Math.max(1, (await oneChain.check(chain.validators, from)) - 1);
        report.troubles.push({ kind: one.kind, name, backMs });
        say(`${done + 1}: ${name}: back after ${(backMs / 1000).toFixed(1)} s, height ${from + 1}`);
      } catch (error) {
        report.failure = `${name}: ${(error as Error).message}`;
        say(`${done + 1}: ${report.failure}`);
        break;
      }
      await observe(chain, report, Date.now() - startedMs);
    }
    report.blocks = oneChain.heights;
    report.sent = load.sent;
    if (!report.failure) report.intervalsMs = await chain.local.intervals(2, from);
  } finally {
    report.seconds = Math.round((Date.now() - startedMs) / 1000);
    await load.stop();
    await chain.stop();
  }
  console.log(renderTrial(report));
  return report;
}

async function observe(chain: FaultyChain, report: TrialReport, elapsedMs: number): Promise<void> {
  const memory = chain.validators.map((one) => one.app.residentMib());
  // The first minute is the start of Node itself, not of a leak.
  if (elapsedMs > warmUpMs || report.memory.length === 0) report.memory.push(memory);
  const status = await chain.validators[0]!.status().catch(() => undefined);
  const { epoch, startHeight } = status?.lease ?? {};
  if (epoch === undefined || startHeight === undefined || report.leases.at(-1)?.epoch === epoch) return;
  report.leases.push({ epoch, startHeight });
}

function say(line: string): void {
  console.log(`${new Date().toISOString().slice(11, 19)}  ${line}`);
}
