export interface NodeFaultOptions {
  /** Facts about this occurrence, one line each. */
  details?: string[];
  /** What the operator does about it. */
  fix?: string;
  cause?: unknown;
}

/** An expected failure of the node: a code, one sentence, facts, the way out. */
export class NodeError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly details: string[];
  readonly fix: string | undefined;

  constructor(code: Code, summary: string, options: NodeFaultOptions = {}) {
    const lines = [summary, ...(options.details ?? []).map((line) => `  - ${line}`)];
    if (options.fix) lines.push(`  fix: ${options.fix}`);
    super(lines.join("\n"), { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.details = options.details ?? [];
    this.fix = options.fix;
  }
}
