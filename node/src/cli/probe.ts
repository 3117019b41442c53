import { type Command, Option } from "commander";
import { loadConfig } from "../config";
import { NodeError } from "../faults";

const probeTimeoutMs = 3000;

/** The running node answered that it is not well, or did not answer. */
export class ProbeFailedError extends NodeError<"PROBE_FAILED"> {
  constructor(url: string, answer: string, cause?: unknown) {
    super("PROBE_FAILED", `${url}: ${answer}`, { cause });
  }
}

/** `probe livez|readyz|healthz`: exit 0 when the running node answers 200, else 1. */
export function addProbeCommand(program: Command): void {
  program
    .command("probe")
    .argument("[what]", "livez, readyz, healthz or a URL", "livez")
    .addOption(new Option("--config <file>", "configuration of the running node"))
    .description("ask the running node how it is")
    .action(async (what: string, options: { config?: string }) => {
      await probe(
        what.includes("://") || !options.config
          ? what
          : `http://${loadConfig(options.config).httpAddress}/${what}`,
      );
    });
}

async function probe(url: string): Promise<void> {
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(probeTimeoutMs) });
  } catch (cause) {
    throw new ProbeFailedError(url, "no answer", cause);
  }
  const text = await response.text();
  if (!response.ok) throw new ProbeFailedError(url, `${response.status} ${text.trim()}`);
  process.stdout.write(`${text.trim()}\n`);
}
