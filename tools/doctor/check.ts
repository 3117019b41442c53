/** How one thing stands, with what was seen and the command that mends it. */
export interface Verdict {
  state: "ok" | "warn" | "fail";
  evidence: string;
  fix?: string;
}

/** Probing touches the machine; judging is pure, so that every verdict can be tested. */
export interface Check<Facts = unknown> {
  name: string;
  probe(): Promise<Facts> | Facts;
  judge(facts: Facts): Verdict;
}

export const ok = (evidence: string): Verdict => ({ state: "ok", evidence });
export const warn = (evidence: string, fix?: string): Verdict => ({ state: "warn", evidence, fix });
export const fail = (evidence: string, fix: string): Verdict => ({ state: "fail", evidence, fix });

/** Keeps the facts' type inside a check while a list holds checks of any. */
export function check<Facts>(definition: Check<Facts>): Check {
  return definition as Check;
}

/** Probes and judges; a probe that throws is a failure of its own. */
export async function examine({ name, probe, judge }: Check): Promise<Verdict & { name: string }> {
  try {
    return { name, ...judge(await probe()) };
  } catch (error) {
    return { name, ...fail((error as Error).message.split("\n")[0] ?? "no answer", "make setup") };
  }
}
