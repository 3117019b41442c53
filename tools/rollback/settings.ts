import { parseDocument } from "yaml";
import type { RecordedSetting } from "./history";

export interface RestoredSettings {
  /** The settings file with the plain settings of then and the secrets of now. */
  text: string;
  /** What changes, one line per setting. */
  changes: string[];
  /** Settings that stay as they are now, and why. */
  kept: string[];
}

/**
 * Puts plain settings back to what they were. Secrets keep their present value: those of an old entry may be encrypted
 * with a passphrase that is gone. `present` is what Pulumi sees today, defaults of the project included.
 */
export function restoreSettings(
  settingsText: string,
  { present, former }: { present: Record<string, RecordedSetting>; former: Record<string, RecordedSetting> },
): RestoredSettings {
  const document = parseDocument(settingsText);
  const changes: string[] = [];
  const kept: string[] = [];
  for (const key of [...new Set([...Object.keys(present), ...Object.keys(former)])].sort()) {
    const [is, was] = [present[key], former[key]];
    if (is?.secret || was?.secret) {
      if (!is) kept.push(`${key}: is a secret that is not set now; give it with pulumi config set --secret`);
      else if (!was) kept.push(`${key}: a secret that came later, stays`);
      continue;
    }
    if (asText(is) === asText(was)) continue;
    // A default of the project is in no file.
    if (was === undefined && !document.hasIn(["config", key])) continue;
    if (was === undefined) document.deleteIn(["config", key]);
    else document.setIn(["config", key], was.objectValue ?? was.value ?? "");
    changes.push(`${key}: ${shown(is)} -> ${shown(was)}`);
  }
  return { text: changes.length > 0 ? document.toString() : settingsText, changes, kept };
}

function asText(setting: RecordedSetting | undefined): string | undefined {
  if (setting === undefined) return undefined;
  return setting.objectValue === undefined ? (setting.value ?? "") : JSON.stringify(setting.objectValue);
}

const shown = (setting: RecordedSetting | undefined) =>
  setting === undefined ? "not set" : JSON.stringify(asText(setting));
