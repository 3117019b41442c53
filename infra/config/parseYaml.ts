import { LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { type Fault, formatPath } from "./fault";

/** A file as it was read: its name for messages, and its text. */
export interface SourceText {
  file: string;
  text: string;
}

/** Reads YAML 1.2 into plain data; broken syntax and repeated keys become faults with line and column. */
export function parseYaml(source: SourceText): { value: unknown; faults: Fault[] } {
  const lineCounter = new LineCounter();
  const document = parseDocument(source.text, { lineCounter, prettyErrors: false, uniqueKeys: true });
  const faults = [...document.errors, ...document.warnings].map((problem): Fault => {
    const { line, col } = lineCounter.linePos(problem.pos[0]);
    return { path: `line ${line}, column ${col}`, rule: problem.message.replace(/\s+/g, " ") };
  });
  if (faults.length > 0) return { value: undefined, faults };
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  return value === null ? { value, faults: [{ path: "", rule: "the file is empty" }] } : { value, faults };
}

/** Tells what a schema found, in the words and order of the project. */
export function describeIssues(
  issues: readonly z.core.$ZodIssue[],
  value: unknown,
  schema: z.ZodType,
): Fault[] {
  return issues.flatMap((issue): Fault[] => {
    const path = formatPath(issue.path);
    const got = valueAt(value, issue.path);
    if (issue.code === "unrecognized_keys") {
      const known = knownKeys(schema, issue.path);
      return issue.keys.map((key) => ({
        path: formatPath([...issue.path, key]),
        rule: "unknown key",
        known,
      }));
    }
    if (got === undefined) return [{ path, rule: "must be given" }];
    if (issue.code === "invalid_value")
      return [{ path, rule: "unknown value", got, known: issue.values.map(String) }];
    if (issue.code === "invalid_type") return [{ path, rule: typeRule(issue), got }];
    return [{ path, rule: issue.message, got }];
  });
}

function typeRule(issue: z.core.$ZodIssueInvalidType): string {
  const words: Record<string, string> = {
    string: "text",
    number: "a number",
    int: "a whole number",
    array: "a list",
    object: "a group of keys",
    boolean: "true or false",
  };
  return `must be ${words[issue.expected] ?? issue.expected}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === "object" && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}

function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: unknown = schema;
  for (const key of path) at = step(unwrap(at), key);
  const { shape } = unwrap(at) as { shape?: Record<string, unknown> };
  return Object.keys(shape ?? {});
}

function unwrap(schema: unknown): unknown {
  const { def } = schema as { def?: { innerType?: unknown } };
  return def?.innerType === undefined ? schema : unwrap(def.innerType);
}

function step(schema: unknown, key: PropertyKey): unknown {
  const { shape, element } = schema as { shape?: Record<PropertyKey, unknown>; element?: unknown };
  return typeof key === "number" ? element : shape?.[key];
}
