import type { Command } from "commander";
import { loadConfig } from "../config";
import { NodeError } from "../faults";
import type { StatusDocument } from "../http/statusDocument";

/** The node's status address does not answer. */
export class StatusError extends NodeError<"STATUS"> {
  constructor(url: string, cause: unknown) {
    super("STATUS", `No answer from ${url}.`, { fix: "See whether the node runs, and its log.", cause });
  }
}

/** `status`: how this node stands, and who holds the lease. */
export function addStatusCommand(program: Command): void {
  program
    .command("status")
    .description("how this node stands, and who holds the lease")
    .option("--config <file>", "configuration file of the running node", "/etc/cordillera/config.json")
    .option("--json", "the whole status document")
    .action(async (options: { config: string; json?: boolean }) => {
      const url = `http://${loadConfig(options.config).httpAddress}/status`;
      const status = await askStatus(url);
      process.stdout.write(options.json ? `${JSON.stringify(status, null, 2)}\n` : renderStatus(status));
    });
}

/** What the node at this address says of itself. @throws STATUS */
export async function askStatus(url: string): Promise<StatusDocument> {
  try {
    return (await (await fetch(url, { signal: AbortSignal.timeout(5_000) })).json()) as StatusDocument;
  } catch (cause) {
    throw new StatusError(url, cause);
  }
}

/** The status as lines of a name and a value. */
export function renderStatus(status: StatusDocument): string {
  const { lease, validatorSet: set } = status;
  const rows: [string, string][] = [
    ["host", `${status.name} (${status.version})`],
    ["health", status.healthy ? "healthy" : status.reasons.join("; ")],
    ["height", `${status.height}, EVM ${status.evmHeight}, ${status.lagBlocks} behind`],
    ["peers", `${status.consensusPeers} consensus, ${status.gethPeers} execution`],
    ["clock", status.clockSkewMs === null ? "no peer to compare" : `${signed(status.clockSkewMs)} ms`],
  ];
  if (status.signer) {
    const { remote, fault } = status.signer;
    rows.push(["signer", fault ? fault.reason : `connected from ${remote}`]);
  }
  if (set) {
    rows.push(["validators", `${set.members.length}, power ${set.totalPower}, from the ${set.source}`]);
    if (set.pending)
      rows.push(["next set", `${set.pending.members.length}, from height ${set.pending.from}`]);
  }
  if (lease) {
    rows.push(
      ["lease", `${lease.epoch}, from height ${lease.startHeight}`],
      ["holder", `${lease.holderName ?? lease.holder}${lease.isHolder ? " (this host)" : ""}`],
      ["misses", `${lease.missed} of ${lease.missesToFailOver}`],
      [
        "next holder",
        lease.handOverAt === null
          ? `from height ${lease.nextRotationHeight}`
          : `from height ${lease.handOverAt}, planned`,
      ],
    );
    if (lease.coordinatorEpoch !== null && lease.coordinatorEpoch !== lease.epoch) {
      rows.push(["coordinator", `knows lease ${lease.coordinatorEpoch}`]);
    }
    if (lease.failed.length > 0) rows.push(["passed over", lease.failed.join(", ")]);
  }
  return rows.map(([name, value]) => `${name.padEnd(12)} ${value}\n`).join("");
}

function signed(ms: number): string {
  return `${ms > 0 ? "+" : ""}${Math.round(ms)}`;
}
