import Table from "cli-table3";
import { findObstacle } from "./chooseUpdate";
import type { Update } from "./history";

const signs: Record<string, string> = { create: "+", update: "~", delete: "-", replace: "±" };

/** The successful updates, newest first, with what each changed and whether there is a way back to it. */
export function renderHistory(updates: readonly Update[], isKnown: (commit: string) => boolean): string {
  const succeeded = updates.filter(({ result }) => result === "succeeded");
  const table = new Table({
    head: ["TO", "when (UTC)", "commit", "author of it", "changed", "message", "way back"],
    style: { head: [], border: [] },
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
  });
  for (const update of [...succeeded].reverse()) {
    table.push([
      update.number,
      update.startTime.slice(0, 19).replace("T", " "),
      update.commit ? `${update.commit.slice(0, 10)}${update.isDirty ? " dirty" : ""}` : "–",
      update.author || "–",
      describeChanges(update.changes),
      cut(update.message, 40),
      update === succeeded.at(-1) ? "is the last one" : (shortObstacle(update, isKnown) ?? "yes"),
    ]);
  }
  const failed = updates.length - succeeded.length;
  const note = failed > 0 ? `\n${failed} more did not succeed; there is no way back to those.` : "";
  return `${table.toString()}${note}`;
}

function describeChanges(changes: Update["changes"]): string {
  const parts = Object.entries(changes).filter(([, count]) => count > 0);
  return parts.map(([kind, count]) => `${signs[kind] ?? `${kind} `}${count}`).join(" ") || "nothing";
}

function shortObstacle(update: Update, isKnown: (commit: string) => boolean): string | undefined {
  if (!findObstacle(update, isKnown)) return undefined;
  if (!update.commit) return "no: not in git";
  return update.isDirty ? "no: dirty" : "no: commit missing";
}

const cut = (text: string, length: number) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
