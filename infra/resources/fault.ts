// Providers are serialised by value, and a class that extends Error does not survive that: same text as
// DeployError, made by a function.

export interface Fault extends Error {
  code: string;
}

/** An expected failure inside a provider, in the words of DeployError: summary, details, fix. */
export function fault(code: string, summary: string, at: { details?: string[]; fix?: string } = {}): Fault {
  const lines = [summary, ...(at.details ?? []).map((line) => `  - ${line}`)];
  if (at.fix) lines.push(`  fix: ${at.fix}`);
  return Object.assign(new Error(lines.join("\n")), { code, name: "DeployError" });
}

/**
 * A failure after a side effect: the engine records the resource with these properties and calls `update` next
 * time. `properties` must hold every input, `__provider` included.
 */
export function initFault(error: unknown, id: string, properties: object): Error {
  const message = error instanceof Error ? error.message : String(error);
  return Object.assign(new Error(message), { id, properties, reasons: [message] });
}
