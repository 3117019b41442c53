import { all, Config, log, type Output, output, type Resource } from "@pulumi/pulumi";
import { makersFor } from "../hosts/makersFor";
import type { Plan } from "../plan/plan";
import { OperatorKeys } from "../resources/identities/operatorKeys";
import { RemovalGuard } from "../resources/removalGuard";
import { applyGenesis } from "./applyGenesis";
import { applyMembership } from "./applyMembership";
import { applyWaves } from "./applyWaves";
import { applyContracts } from "./contracts";
import { applyDoorDns } from "./doorDns";
import { type Endpoints, isEdge, planCloudEndpoints, planLocalEndpoints } from "./endpoints";
import { planGenesisContracts } from "./genesisContracts";
import { Host } from "./host";
import { planOnce } from "./plannedDeployment";
import { readRegistryLogin } from "./readRegistryLogin";
import type { RecordedDeployment } from "./recordedDeployment";

export interface AppliedNetwork {
  endpoints: Output<Endpoints>;
  hosts: Record<string, Output<object>>;
  contracts: Record<string, Output<string>>;
  /** What stands in `stacks/deployments/<stack>.json`; absent where no chain can be reached. */
  deployment: Output<RecordedDeployment> | undefined;
  /** What clients are to trust where no public authority vouches for the front door, PEM. */
  authority: Output<string> | undefined;
  network: { chainId: number; consensusChainId: string; name: string };
}

const pullVariables = { user: "CORDILLERA_PULL_USER", password: "CORDILLERA_PULL_PASSWORD" };

/** hosts → keys → genesis → who leaves → images and mesh everywhere → waves, each behind its gate → contracts. */
export function applyNetwork(plan: Plan, { rootDir }: { rootDir?: string } = {}): AppliedNetwork {
  for (const warning of plan.warnings) void log.warn(warning);
  const keys = new OperatorKeys(`${plan.network}-keys`, {
    stack: plan.stack,
    folder: `.cordillera/stacks/${plan.stack}`,
  });
  const makers = makersFor(plan, { publicKey: keys.sshPublicKey, file: keys.sshKeyFile });
  const registryLogin = readRegistryLogin(new Config(), pullVariables);
  const hosts = plan.hosts.map(
    (host) => new Host(host.name, { plan, host, make: makers[host.provider]!, registryLogin }),
  );
  const records = applyDoorDns(plan, hosts);
  const planned = answersRpc(plan)
    ? planOnce(plan, {
        rootDir,
        deployerAddress: keys.deployerAddress,
        deployerKeyFile: keys.deployerKeyFile,
      })
    : undefined;
  const facts = applyGenesis(plan, hosts, {
    fundedAddresses: [keys.deployerAddress],
    contracts: planned && planGenesisContracts(plan, planned),
  });
  const endpoints = tellEndpoints(plan, hosts);
  const rpcUrl = plan.contracts.rpcUrl ?? endpoints.apply(({ rpc, http }) => Object.values(rpc)[0] ?? http!);
  const after = planned ? applyMembership(plan, hosts, { ...planned, rpcUrl }) : [];
  const { releases, lastGate } = applyWaves(plan, hosts, { facts, after });
  const contracts =
    planned && applyContracts(plan, planned, { rpcUrl, hosts }, lastGate ? { dependsOn: lastGate } : {});
  guardRemoval(plan, [
    ...hosts,
    ...records,
    ...[lastGate, contracts?.last].filter((one) => one !== undefined),
  ]);
  const described = hosts.map((host) => {
    const { name, region, provider, roles, privateAddress } = host.planned;
    const tell = all([host.connection, releases[name]!.generation]).apply(
      ([{ host: address, port, hostKey }, generation]) => ({
        region,
        provider,
        roles,
        address,
        sshPort: port,
        privateAddress,
        hostKey,
        generation,
      }),
    );
    return [name, tell] as const;
  });
  return {
    endpoints,
    hosts: Object.fromEntries(described),
    contracts: contracts?.addresses ?? {},
    deployment: contracts?.deployment,
    authority: hosts.find(({ authority }) => authority)?.authority,
    network: { chainId: plan.chainId, consensusChainId: plan.consensusChainId, name: plan.network },
  };
}

const isLocal = (plan: Plan): boolean => plan.hosts.every(({ provider }) => provider === "docker");

/** Whether the operator's machine can send a transaction: to a published port, or through an edge. */
const answersRpc = (plan: Plan): boolean =>
  isLocal(plan) || plan.contracts.rpcUrl !== undefined || plan.hosts.some(isEdge);

function guardRemoval(plan: Plan, everything: Resource[]): void {
  if (plan.environment !== "mainnet") return;
  const protect = plan.hosts.some(({ isProtected }) => isProtected);
  new RemovalGuard(
    `${plan.network}-removal-guard`,
    { stack: plan.stack },
    { protect, dependsOn: everything },
  );
}

function tellEndpoints(plan: Plan, hosts: Host[]): Output<Endpoints> {
  if (isLocal(plan)) return output(planLocalEndpoints(plan));
  const edges = hosts.filter(({ planned }) => isEdge(planned));
  return all(edges.map(({ publicAddress }) => publicAddress)).apply((addresses) =>
    planCloudEndpoints(
      plan,
      Object.fromEntries(edges.map(({ planned }, i) => [planned.name, addresses[i]!])),
    ),
  );
}
