import { countFullLeases, type TrialReport } from "./report";

const judgedFromMinutes = 30;
const leastRotations = 3;
// Four looks in each quarter, at the least.
const leastLooks = 16;

/**
 * What an application may hold more in a trial's last quarter than in its second. The least of each quarter is what is
 * left right after a collection, so most of V8's breathing is out of it; what remains are pages that the young
 * generation (three semi-spaces of 16 MiB) keeps or gives back. Over the 300 blocks between, a leak of 160 KB a block
 * shows.
 */
const mostGrowthMib = 48;

/** Why a soak that healed every trouble is no pass all the same; none when it is one. */
export function checkSoak(reports: readonly TrialReport[], { minutes }: { minutes: number }): string[] {
  const rotations = reports.reduce((sum, report) => sum + countFullLeases(report), 0);
  const tooFew = minutes >= judgedFromMinutes && rotations < leastRotations;
  return [
    ...(tooFew
      ? [`${rotations} leases ran to their end in ${minutes} minutes (at least ${leastRotations})`]
      : []),
    ...reports.flatMap(checkMemory),
  ];
}

function checkMemory({ validators, memory, spared }: TrialReport): string[] {
  // Only one that nobody ended tells of a leak: a restart forgets it.
  if (spared === undefined || memory.length < leastLooks) return [];
  const quarter = Math.floor(memory.length / 4);
  const leastOf = (rows: number[][]) => Math.min(...rows.map((row) => row[spared]!));
  // The first quarter is Node's own start: code is compiled, caches fill.
  const [before, after] = [leastOf(memory.slice(quarter, 2 * quarter)), leastOf(memory.slice(-quarter))];
  if (after - before <= mostGrowthMib) return [];
  return [
    `v${spared + 1}'s application of ${validators} grew from ${before} to ${after} MiB (at most ${mostGrowthMib} more)`,
  ];
}
