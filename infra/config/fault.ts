/** One thing wrong with a description, at one key. */
export interface Fault {
  /** Key path, `hosts[2].region`; empty for the whole file. */
  path: string;
  /** What holds here, as a short clause: `not a region`. */
  rule: string;
  got?: unknown;
  known?: readonly (string | number)[];
}

const longestValue = 60;

/** Renders `path: rule (got …; known …)`. */
export function formatFault(fault: Fault): string {
  const facts: string[] = [];
  if (fault.got !== undefined) facts.push(`got ${formatValue(fault.got)}`);
  if (fault.known !== undefined)
    facts.push(`known ${fault.known.length > 0 ? fault.known.join(", ") : "none"}`);
  const where = fault.path === "" ? "" : `${fault.path}: `;
  return `${where}${fault.rule}${facts.length > 0 ? ` (${facts.join("; ")})` : ""}`;
}

/** Renders `["hosts", 2, "region"]` as `hosts[2].region`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) =>
      typeof key === "number" ? `${text}[${key}]` : text === "" ? String(key) : `${text}.${String(key)}`,
    "",
  );
}

function formatValue(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}
