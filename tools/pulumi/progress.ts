interface Step {
  type: string;
  name: string;
  doing: string;
  /** Seconds that the step took; set when it has ended. */
  seconds?: number;
  hasEnded: boolean;
}

const ongoing = /^(creating|updating|deleting|replacing|refreshing|reading)/;

// What pulumi advises after a destroy; `down` does it by itself.
const hints =
  /^\s*$|^The resources in the stack have been deleted|^If you want to remove the stack completely/;

/** A step from a line of pulumi's plain output; undefined for every other line. */
export function parseStep(line: string): Step | undefined {
  const found =
    /^\s*[+\-~=<>]*\s+(\S+:\S+:\S+)\s+(\S+)\s+((?:\*\*)?[a-z]+(?: replacement| original)?(?: failed)?(?:\*\*)?)(?:\s+\(([\d.]+)s\))?/.exec(
      line,
    );
  // Components are made of the resources that are told anyway.
  if (!found || /^(cordillera|pulumi):/.test(found[1]!)) return undefined;
  const [, type, name, doing, seconds] = found;
  const words = doing!.replaceAll("*", "");
  const hasEnded = !ongoing.test(words) || words.endsWith("failed");
  return {
    type: type!.split(":").at(-1)!,
    name: name!,
    doing: words,
    hasEnded,
    ...(hasEnded && seconds !== undefined ? { seconds: Number(seconds) } : {}),
  };
}

/** Turns pulumi's plain output into one line for each thing that begins or ends, and knows what is under way. */
export class Progress {
  private readonly underWay = new Map<string, { step: Step; sinceMs: number }>();
  private isTelling = false;

  constructor(
    private readonly print: (line: string) => void,
    private readonly now: () => number = Date.now,
  ) {}

  line(text: string): void {
    // From here on pulumi tells the end: diagnostics, outputs, counts. All of it is wanted as it is.
    if (/^(Diagnostics|Policies|Outputs|Resources):/.test(text)) this.isTelling = true;
    if (this.isTelling) {
      if (!hints.test(text)) this.print(text);
      return;
    }
    const step = parseStep(text);
    if (!step) return;
    const key = `${step.type} ${step.name}`;
    if (!step.hasEnded) {
      this.underWay.set(key, { step, sinceMs: this.now() });
      return;
    }
    this.underWay.delete(key);
    if (step.doing.startsWith("refresh")) return;
    this.print(`${step.doing.padEnd(9)} ${key}${step.seconds === undefined ? "" : ` (${step.seconds} s)`}`);
  }

  /** What is under way and for how long, longest first. */
  waitingFor(): string {
    const waits = [...this.underWay.values()].sort((a, b) => a.sinceMs - b.sinceMs);
    if (waits.length === 0) return "waiting for pulumi";
    const told = waits.slice(0, 3).map(({ step, sinceMs }) => {
      return `${step.doing} ${step.type} ${step.name} ${Math.round((this.now() - sinceMs) / 1000)} s`;
    });
    const rest = waits.length > 3 ? `, and ${waits.length - 3} more` : "";
    return `… ${told.join(", ")}${rest}`;
  }
}
