import type { Properties } from "../cloud/cloudState";

/** How the engine writes a value that is not known yet. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const isUnknown = (value: unknown): boolean =>
  value === unknownValue ||
  (Array.isArray(value) && value.some(isUnknown)) ||
  (typeof value === "object" && value !== null && Object.values(value).some(isUnknown));

/** Nothing, as providers see it: absent, null, "", [] and {} are one. */
export function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.keys(value as Properties).length === 0;
}

export const asList = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

/** Ids are numbers to one side and text to the other. */
export const isEqualId = (a: unknown, b: unknown): boolean => String(a) === String(b);
