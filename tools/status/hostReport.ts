import { portOf } from "../../infra/plan/portCatalogue";
import { type HostSession, openSession } from "../../infra/resources/sessions/hostSession";
import { validates } from "../../infra/vocab/words";
import { connectionOf } from "../hosts/connection";
import { askStatus } from "../hosts/httpOverSsh";
import type { StatusReport } from "../hosts/statusReport";
import type { HostOutput, StackOutputs } from "../pulumi/stackOutputs";
import { askContractSet, type ContractSet } from "./contractSet";

export interface ServiceState {
  name: string;
  /** As Docker says it: `Up 3 minutes (healthy)`. */
  state: string;
}

export interface HostReport {
  host: string;
  output: HostOutput;
  /** Why the host could not be asked; undefined for one that answered. */
  unreachable?: string;
  generation?: string;
  services: ServiceState[];
  /** Validators only. */
  status?: StatusReport;
  /** Why a validator's application gave no status. */
  silent?: string;
  /** What AndeConsensus says on its chain; undefined where that has none, or its execution client is silent. */
  contractSet?: ContractSet;
}

const askGeneration = `basename "$(readlink /srv/cordillera/current)"
docker ps -a --filter label=com.docker.compose.project=cordillera --format '{{.Label "com.docker.compose.service"}}|{{.Status}}'`;

/** Generation and services from what the script above prints. */
export function parseHostAnswer(stdout: string): { generation: string; services: ServiceState[] } {
  const [generation = "", ...lines] = stdout.trim().split("\n");
  const services = lines
    .filter((line) => line.includes("|"))
    .map((line) => ({ name: line.slice(0, line.indexOf("|")), state: line.slice(line.indexOf("|") + 1) }));
  return { generation, services: services.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

export const isValidator = ({ roles }: HostOutput): boolean => validates(roles);

async function askHost(
  session: HostSession,
  { host, output, contract }: { host: string; output: HostOutput; contract: string | undefined },
): Promise<HostReport> {
  const { stdout } = await session.run("bash -s", { input: askGeneration, timeoutMs: 10_000 });
  const report: HostReport = { host, output, ...parseHostAnswer(stdout) };
  if (!isValidator(output)) return report;
  try {
    const status = await askStatus(session);
    const at = { address: output.privateAddress, port: portOf("geth", "rpc") };
    const contractSet =
      contract && (await askContractSet(session, { contract, ...at }).catch(() => undefined));
    return { ...report, status, ...(contractSet ? { contractSet } : {}) };
  } catch (error) {
    return { ...report, silent: firstLine(error) };
  }
}

const firstLine = (error: unknown): string => (error as Error).message.split("\n")[0]!;

async function reportHost(
  stack: string,
  at: { host: string; output: HostOutput; contract: string | undefined },
): Promise<HostReport> {
  const { host, output } = at;
  try {
    const session = await openSession(connectionOf(stack, output), 4_000);
    try {
      return await askHost(session, at);
    } finally {
      session.close();
    }
  } catch (error) {
    return { host, output, services: [], unreachable: firstLine(error) };
  }
}

/** Asks every host at once; a host that does not answer is a report too. */
export function reportHosts(stack: string, outputs: StackOutputs): Promise<HostReport[]> {
  const hosts = Object.entries(outputs.hosts).sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
  const contract = outputs.contracts.AndeConsensus;
  return Promise.all(hosts.map(([host, output]) => reportHost(stack, { host, output, contract })));
}
