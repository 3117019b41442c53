import type { Plan, PlannedHost } from "../plan/plan";
import { portOf } from "../plan/portCatalogue";

/** Finalized EVM blocks of one blob. */
export const blocksPerBlob = 64;

const runs = (host: PlannedHost, service: "celestia" | "da") =>
  host.services.some(({ name }) => name === service);

/** Where a host posts blocks: its own light node, else the devnet of a local network; undefined for nowhere. */
export function renderAppDa(plan: Plan, host: PlannedHost): object | undefined {
  const devnet = plan.hosts.find((each) => runs(each, "da"));
  const at = runs(host, "celestia")
    ? { address: host.privateAddress, port: portOf("celestia", "rpc"), tokenFile: "/keys/celestia_token" }
    : devnet && { address: devnet.privateAddress, port: portOf("da", "rpc") };
  if (!at) return undefined;
  const { address, port, ...token } = at;
  return { rpcUrl: `http://${address}:${port}`, ...token, blocksPerBlob };
}
