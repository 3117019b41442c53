import type { Verdict } from "./check";

export type NamedVerdict = Verdict & { name: string };

/** The table: one line per check, the mending command under what needs it. */
export function renderVerdicts(verdicts: NamedVerdict[]): string {
  const width = Math.max(...verdicts.map(({ name }) => name.length));
  return verdicts
    .flatMap(({ state, name, evidence, fix }) => {
      const line = `${state.padEnd(4)}  ${name.padEnd(width)}  ${evidence}`;
      return fix && state !== "ok" ? [line, `      ${" ".repeat(width)}  fix: ${fix}`] : [line];
    })
    .join("\n");
}

/** 1 where a check failed; warnings leave it 0. */
export function exitCodeOf(verdicts: Verdict[]): 0 | 1 {
  return verdicts.some(({ state }) => state === "fail") ? 1 : 0;
}
