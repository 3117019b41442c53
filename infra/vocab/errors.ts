export interface FaultOptions {
  /** Facts about this occurrence, one line each. */
  details?: string[];
  /** What the operator does about it, as one sentence or one command. */
  fix?: string;
  cause?: unknown;
}

/** An expected failure: one sentence, facts, and the way out. Printed without a stack. */
export class DeployError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly details: string[];
  readonly fix: string | undefined;

  constructor(code: Code, summary: string, options: FaultOptions = {}) {
    const lines = [summary, ...(options.details ?? []).map((line) => `  - ${line}`)];
    if (options.fix) lines.push(`  fix: ${options.fix}`);
    super(lines.join("\n"), { cause: options.cause });
    this.name = "DeployError";
    this.code = code;
    this.details = options.details ?? [];
    this.fix = options.fix;
  }
}
