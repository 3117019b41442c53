import { RollbackError, refuseUpdate } from "./errors";
import type { Update } from "./history";

/** Why an update cannot be gone back to; undefined where it can. `isKnown` tells whether a commit is in this checkout. */
export function findObstacle(
  update: Update,
  isKnown: (commit: string) => boolean,
): { why: string; fix: string } | undefined {
  const other = "Choose another update: make rollback without TO lists them.";
  if (update.result !== "succeeded") return { why: `it ${describeResult(update.result)}`, fix: other };
  if (!update.commit) return { why: "it was made outside of git", fix: other };
  if (update.isDirty)
    return {
      why: "it was made from a dirty tree, so that no commit holds what was deployed",
      fix: `${other} Commit before you deploy.`,
    };
  if (!isKnown(update.commit))
    return { why: "its commit is not in this checkout", fix: `git fetch origin ${update.commit}` };
  return undefined;
}

const describeResult = (result: string) => (result === "failed" ? "failed" : `is ${result}`);

/**
 * The update that TO names: its number, the beginning of its time or of its commit.
 * @throws ROLLBACK_UNKNOWN, ROLLBACK_REFUSED
 */
export function chooseUpdate(
  updates: readonly Update[],
  to: string,
  isKnown: (commit: string) => boolean,
): Update {
  const matches = updates.filter((update) => matchesWish(update, to));
  // Of several updates of one commit, or of one minute, the last one that can be gone back to is meant.
  const open = matches.filter((update) => findObstacle(update, isKnown) === undefined);
  const chosen = open.at(-1) ?? matches.at(-1);
  if (!chosen) {
    throw new RollbackError("ROLLBACK_UNKNOWN", `No update is called "${to}".`, {
      details: [`known: ${updates.length === 0 ? "none" : `1 to ${updates.length}`}`],
      fix: "Name its number, or the beginning of its time (2026-11-21T14:30) or of its commit (7 digits or more).",
    });
  }
  const obstacle = findObstacle(chosen, isKnown);
  if (obstacle) throw refuseUpdate(chosen, obstacle.why, obstacle.fix);
  return chosen;
}

function matchesWish({ number, startTime, commit }: Update, to: string): boolean {
  if (/^\d{1,5}$/.test(to)) return number === Number(to);
  if (/^[0-9a-f]{7,40}$/.test(to)) return commit?.startsWith(to) === true;
  return /^\d{4}-\d{2}-\d{2}/.test(to) && startTime.startsWith(to.replace(" ", "T"));
}
