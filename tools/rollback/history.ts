import { mustPulumi } from "../pulumi/runPulumi";

/** One setting of an update, as `pulumi stack history --json` tells it; a secret comes without its value. */
export interface RecordedSetting {
  value?: string;
  objectValue?: unknown;
  secret: boolean;
}

/** One `pulumi up` of a stack's history. */
export interface Update {
  /** 1 is the first ever: numbers stay what they are when more are added. */
  number: number;
  startTime: string;
  result: string;
  message: string;
  commit: string | undefined;
  /** Whether the checkout held more than the commit says. */
  isDirty: boolean;
  /** Author of the commit; Pulumi's own state does not record who ran it. */
  author: string;
  /** Resources per kind of change, unchanged ones left out. */
  changes: Record<string, number>;
  config: Record<string, RecordedSetting>;
}

interface HistoryEntry {
  kind: string;
  startTime: string;
  message?: string;
  result: string;
  environment?: Record<string, string>;
  config?: Record<string, RecordedSetting>;
  resourceChanges?: Record<string, number>;
}

/**
 * Updates of a history, oldest first. A file backend gives every entry version 0, so they are told apart by their
 * order and time.
 */
export function parseHistory(json: string): Update[] {
  const entries = JSON.parse(json.trim() || "[]") as HistoryEntry[];
  return entries
    .filter(({ kind }) => kind === "update")
    .sort((a, b) => (a.startTime < b.startTime ? -1 : a.startTime > b.startTime ? 1 : 0))
    .map((entry, i) => {
      const { same: _same, ...changes } = entry.resourceChanges ?? {};
      return {
        number: i + 1,
        startTime: entry.startTime,
        result: entry.result,
        message: (entry.message ?? "").split("\n")[0]!,
        commit: entry.environment?.["git.head"] || undefined,
        isDirty: entry.environment?.["git.dirty"] !== "false",
        author: entry.environment?.["git.author"] ?? "",
        changes,
        config: entry.config ?? {},
      };
    });
}

/** The whole history of a stack: without the page size Pulumi gives the last ten entries. */
export async function readHistory(stack: string): Promise<Update[]> {
  return parseHistory(await mustPulumi(["stack", "history", "--json", "--page-size", "0", "--stack", stack]));
}
