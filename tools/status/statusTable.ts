import Table from "cli-table3";
import { type HostReport, isValidator } from "./hostReport";

const troubled = /unhealthy|restarting|exited|dead|created|paused/i;

/** One word or sentence on a host: `ok`, or what is wrong with it. */
export function judgeHost(report: HostReport): string {
  const [amiss] = report.status?.degraded ?? [];
  return faultOf(report) ?? (amiss === undefined ? "ok" : `works, but ${amiss}`);
}

/** What keeps a host from its work. */
function faultOf(report: HostReport): string | undefined {
  if (report.unreachable) return `unreachable: ${report.unreachable}`;
  const bad = report.services.find(({ state }) => troubled.test(state));
  if (bad) return `${bad.name}: ${bad.state}`;
  if (report.services.length === 0) return "no service runs";
  if (report.silent) return `app: ${report.silent}`;
  if (report.status && !report.status.healthy) {
    return report.status.catchingUp ? "catching up" : "not healthy (stuck, or behind its peers)";
  }
  return undefined;
}

/** Whether every validator does its work; edges and monitors do not stop a chain. */
export function areValidatorsHealthy(reports: readonly HostReport[]): boolean {
  return reports.every((report) => !isValidator(report.output) || faultOf(report) === undefined);
}

// Last block on DA and how many are not there yet.
const daOf = ({ status }: HostReport): string =>
  status?.da ? `${status.da.confirmedTo} (+${status.da.pendingBlocks})` : "";

function upSince(startedAt: string | undefined, nowMs: number): string {
  if (!startedAt) return "";
  const minutes = Math.max(0, Math.floor((nowMs - Date.parse(startedAt)) / 60_000));
  const age = minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
  return `${startedAt.slice(0, 16).replace("T", " ")} (${age})`;
}

/** A generation as the hosts have it; marked where the recorded one is another. */
function generationOf({ generation, output }: HostReport): string {
  if (!generation) return "";
  return generation === output.generation
    ? generation.slice(0, 12)
    : `${generation.slice(0, 12)} (recorded: ${output.generation.slice(0, 12)})`;
}

export function renderStatusTable(reports: readonly HostReport[], nowMs: number): string {
  const head = [
    "host",
    "region",
    "roles",
    "generation",
    "height",
    "peers",
    "lag",
    "on DA",
    "up since (UTC)",
    "health",
  ];
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  for (const report of reports) {
    const { host, output, status } = report;
    table.push([
      host,
      output.region,
      output.roles.join(" "),
      generationOf(report),
      status ? String(status.height) : "",
      status ? `${status.consensusPeers} / ${status.gethPeers}` : "",
      status ? String(status.lagBlocks) : "",
      daOf(report),
      upSince(status?.startedAt, nowMs),
      judgeHost(report),
    ]);
  }
  return table.toString();
}
