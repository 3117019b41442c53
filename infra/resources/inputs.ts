import type { dynamic, Input } from "@pulumi/pulumi";

type DeepInput<T> = T extends string | number | boolean | undefined
  ? Input<T>
  : Input<{ [K in keyof T]: DeepInput<T[K]> }>;

/** Arguments of a resource: its inputs, any of which may come from another resource. */
export type ResourceArgs<T> = { [K in keyof T]: DeepInput<T[K]> };

/** What the engine sends for a value that is not known in a preview (sdk/nodejs/runtime/rpc `unknownValue`). */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Bag = Record<string, unknown>;

/** Whether a value, or anything inside it, is not known yet. */
export function hasUnknown(value: unknown): boolean {
  if (value === unknownValue) return true;
  if (Array.isArray(value)) return value.some((item) => hasUnknown(item));
  if (value && typeof value === "object") return Object.values(value).some((item) => hasUnknown(item));
  return false;
}

/** JSON with sorted keys: the engine hands maps back in another order than it got them. */
export function stableJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => stableJson(item)).join(",")}]`;
  if (value && typeof value === "object") {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${stableJson(item)}`).join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

/** Keys whose wanted value differs from the recorded one; a value that is not known yet differs. */
export function changedKeys(olds: Bag, news: Bag, keys: readonly string[]): string[] {
  return keys.filter((key) => hasUnknown(news[key]) || stableJson(olds[key]) !== stableJson(news[key]));
}

/** A change when any of the keys differs: in place, or by a new one where it is among those that identify. */
export function diffInputs(
  olds: Bag,
  news: Bag,
  keys: readonly string[],
  identifying: readonly string[] = [],
): dynamic.DiffResult {
  const changed = changedKeys(olds, news, keys);
  const replaces = changed.filter((key) => identifying.includes(key));
  return { changes: changed.length > 0, replaces, deleteBeforeReplace: false };
}

/**
 * Carries facts that `read` put into the inputs over to the next inputs. In a preview a dynamic resource has no
 * outputs beyond its inputs, so without this everything behind a changed host would be unknown there.
 */
export function keepFacts(oldInputs: Bag | undefined, news: Bag, keys: readonly string[]): Bag {
  const kept: Bag = {};
  for (const key of keys) {
    const fact = oldInputs?.[key];
    if (news[key] === undefined && fact !== undefined && !hasUnknown(fact)) kept[key] = fact;
  }
  return { ...news, ...kept };
}

/** The named properties of a recorded state, as inputs for `read` to return. */
export function pickKeys(state: Bag, keys: readonly string[]): Bag {
  return Object.fromEntries(keys.filter((key) => state[key] !== undefined).map((key) => [key, state[key]]));
}

/** Failures for inputs that must be there; unknown ones pass. */
export function missingInputs(news: Bag, keys: readonly string[]): dynamic.CheckFailure[] {
  return keys
    .filter((key) => news[key] === undefined || news[key] === null || news[key] === "")
    .map((property) => ({ property, reason: `${property}: required` }));
}
