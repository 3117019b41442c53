import type { PropertyShape, ResourceShape } from "../catalogue/shape";
import type { Properties } from "../cloud/cloudState";
import { asList, isNothing, isUnknown } from "./values";

export interface Change {
  path: string;
  kind: "add" | "update" | "delete";
  isReplacing: boolean;
}

export interface Difference {
  changes: Change[];
  deleteBeforeReplace: boolean;
}

type Keep = (property: string, value: unknown) => unknown;

/** What an update would change: what stands in the cloud, as last read, beside what the program wants. */
export function findDifference(
  shape: ResourceShape,
  state: Properties,
  wanted: Properties,
  keep: Keep,
): Difference {
  const changes = Object.entries(shape.inputs).flatMap(([name, property]) => {
    const value = wanted[name];
    const kept = value === undefined || isUnknown(value) ? value : keep(name, value);
    return compare(name, property, state[name], kept);
  });
  const isReplaced = changes.some(({ isReplacing }) => isReplacing);
  return { changes, deleteBeforeReplace: isReplaced && hasGivenName(shape, state, wanted) };
}

// Two resources of one name cannot stand side by side; a generated name is another one each time.
function hasGivenName({ nameKey }: ResourceShape, state: Properties, wanted: Properties): boolean {
  if (!nameKey || asList(wanted.__defaults).includes(nameKey)) return false;
  return wanted[nameKey] === state[nameKey];
}

function compare(path: string, property: PropertyShape, before: unknown, after: unknown): Change[] {
  const isReplacing = property.isReplacing === true;
  if (after === undefined) {
    if (property.isComputed || isNothing(before) || isEqual(before, property.default)) return [];
    return [{ path, kind: "delete", isReplacing }];
  }
  if (isUnknown(after)) return [{ path, kind: isNothing(before) ? "add" : "update", isReplacing }];
  if (isSame(property, before, after)) return [];
  const isMap = !property.of && isPlainObject(after) && isPlainObject(before);
  if (isMap) return compareKeys(path, before as Properties, after as Properties, isReplacing);
  const replacesInside = nestedReplacing(property, before, after);
  return [{ path, kind: isNothing(before) ? "add" : "update", isReplacing: isReplacing || replacesInside }];
}

function compareKeys(path: string, before: Properties, after: Properties, isReplacing: boolean): Change[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key): Change[] => {
    if (isEqual(before[key], after[key])) return [];
    const kind = before[key] === undefined ? "add" : after[key] === undefined ? "delete" : "update";
    return [{ path: `${path}["${key}"]`, kind, isReplacing }];
  });
}

const isPlainObject = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function isSame(property: PropertyShape, before: unknown, after: unknown): boolean {
  if (isNothing(before) && isNothing(after)) return true;
  if (property.of && isPlainObject(after) && isPlainObject(before)) return covers(property.of, before, after);
  if (!Array.isArray(after) || !Array.isArray(before)) return isEqual(before, after);
  if (before.length !== after.length) return false;
  const matches = (a: unknown, b: unknown) =>
    property.of ? covers(property.of, a as Properties, b as Properties) : isEqual(a, b);
  if (!property.isSet) return after.every((value, index) => matches(before[index], value));
  const rest = [...before];
  return after.every((value) => {
    const at = rest.findIndex((candidate) => matches(candidate, value));
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  });
}

/** Whether a nested object is as wanted in every key that the program or a default gives. */
function covers(shapes: Record<string, PropertyShape>, before: Properties, after: Properties): boolean {
  return Object.entries(shapes).every(
    ([key, property]) => compare(key, property, before[key], after[key]).length === 0,
  );
}

function nestedReplacing(property: PropertyShape, before: unknown, after: unknown): boolean {
  if (!property.of || !isPlainObject(before) || !isPlainObject(after)) return false;
  return Object.entries(property.of).some(([key, inner]) =>
    compare(key, inner, before[key], after[key]).some(({ isReplacing }) => isReplacing),
  );
}

export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isNothing(a) && isNothing(b)) return true;
  // Ids are numbers to one side and text to the other.
  if (typeof a !== "object" && typeof b !== "object") return String(a) === String(b);
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => isEqual((a as Properties)[key], (b as Properties)[key]));
}
