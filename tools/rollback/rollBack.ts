import { describeUpdate, RollbackError, refuseUpdate } from "./errors";
import type { FileSwap } from "./fileSwap";
import type { RecordedSetting, Update } from "./history";
import type { OneWay } from "./oneWay";
import type { Restoration } from "./restoration";
import { restoreSettings } from "./settings";

/** What a rollback is made of; effects come from outside. */
export interface RollBackOrder {
  stack: string;
  update: Update;
  restoration: Restoration;
  oneWay: OneWay;
  /** Program files that are others now than in the update's commit. */
  programChanges: string[];
  settings: { file: string; text: string; present: Record<string, RecordedSetting> };
  swap: FileSwap;
  /** Whether git leaves a file alone. */
  isIgnored(file: string): boolean;
}

export interface RollBackEffects {
  print(line: string): void;
  /** `pulumi preview --diff` on this terminal; its exit code. */
  preview(): Promise<number>;
  confirm(): Promise<boolean>;
  /** `pulumi up` with waves and gates. */
  up(message: string): Promise<unknown>;
}

/**
 * Restores description, release and plain settings, shows what that changes, asks, and runs an ordinary `pulumi up`.
 * Whatever fails before `up` leaves the files as they were.
 * @throws ROLLBACK_ONE_WAY, ROLLBACK_PREVIEW, ROLLBACK_UNCONFIRMED, CHANGE_FAILED
 */
export async function rollBack(order: RollBackOrder, effects: RollBackEffects): Promise<void> {
  const { update, restoration, oneWay, settings, swap } = order;
  const { print } = effects;
  print(`Going back to ${describeUpdate(update)}: ${update.message}`);
  for (const line of describeStays(order)) print(`  stays: ${line}`);
  if (oneWay.blocking.length > 0) {
    throw new RollbackError(
      "ROLLBACK_ONE_WAY",
      "A chain's genesis never changes; this rollback would need another one.",
      {
        details: oneWay.blocking,
        fix: "Choose a later update, or begin a new chain: make down, then deploy the old description.",
      },
    );
  }
  const restored = restoreSettings(settings.text, { present: settings.present, former: update.config });
  for (const line of restored.kept) print(`  stays: setting ${line}`);
  const changed = await guard(swap, async () => {
    const files = swap.write({ ...restoration.files, [settings.file]: restored.text });
    for (const file of files) print(`  restored: ${file}`);
    for (const line of restored.changes) print(`  setting ${line}`);
    if (files.length === 0) print("  description, release and settings are those of then already");
    if ((await effects.preview()) !== 0) {
      throw new RollbackError("ROLLBACK_PREVIEW", "The preview failed; the reason stands above.", {
        details: ["description, release and settings are as they were before; nothing else was touched"],
        fix: `Mend it, or choose another update: make rollback STACK=${order.stack}`,
      });
    }
    if (!(await effects.confirm())) {
      throw new RollbackError("ROLLBACK_UNCONFIRMED", "Nobody said yes; nothing was changed.", {
        fix: `make rollback STACK=${order.stack} TO=${update.number} YES=1, or answer yes on a terminal`,
      });
    }
    return files;
  });
  await effects.up(`rollback to ${update.commit!.slice(0, 10)} (update ${update.number})`);
  const committed = changed.filter((file) => !order.isIgnored(file));
  if (committed.length > 0)
    print(`The stack is back. Commit what describes it now: git add ${committed.join(" ")}`);
}

function describeStays({ oneWay, programChanges }: RollBackOrder): string[] {
  const program =
    programChanges.length > 0
      ? [
          `program: ${programChanges.length} of its files are others than then (${programChanges.slice(0, 3).join(", ")}${programChanges.length > 3 ? ", …" : ""}); a rollback changes what is described, not the program that reads it`,
        ]
      : [];
  return [...program, ...oneWay.notes];
}

async function guard<T>(swap: FileSwap, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    swap.putBack();
    throw error;
  }
}

/** Images that a docker host is made of are kept by the machine, not by git. @throws ROLLBACK_REFUSED */
export function assertLocalImages(update: Update, missing: readonly string[]): void {
  if (missing.length === 0) return;
  throw refuseUpdate(
    update,
    `its ${missing.join(" and ")} image is no longer in the Docker Engine`,
    "Choose a later update.",
  );
}
