import { all, log, type Output } from "@pulumi/pulumi";
import { makersFor } from "../hosts/makersFor";
import type { Plan } from "../plan/plan";
import { OperatorKeys } from "../resources/operatorKeys";
import { applyGenesis } from "./applyGenesis";
import { applyWaves } from "./applyWaves";
import { applyContracts } from "./contracts";
import { type Endpoints, planEndpoints } from "./endpoints";
import { Host } from "./host";

export interface AppliedNetwork {
  endpoints: Endpoints;
  hosts: Record<string, Output<object>>;
  contracts: Record<string, Output<string>>;
  network: { chainId: number; consensusChainId: string; name: string };
}

/** hosts → keys → genesis → images everywhere → waves, each behind its gate → contracts. */
export function applyNetwork(plan: Plan): AppliedNetwork {
  for (const warning of plan.warnings) void log.warn(warning);
  const keys = new OperatorKeys(`${plan.network}-keys`, {
    stack: plan.stack,
    folder: `.cordillera/stacks/${plan.stack}`,
  });
  const makers = makersFor(plan, { publicKey: keys.sshPublicKey, file: keys.sshKeyFile });
  const hosts = plan.hosts.map((host) => new Host(host.name, { plan, host, make: makers[host.provider]! }));
  const facts = applyGenesis(plan, hosts, { fundedAddresses: [keys.deployerAddress] });
  const { releases, lastGate } = applyWaves(plan, hosts, facts);
  const endpoints = planEndpoints(plan);
  const [rpcUrl] = Object.values(endpoints.rpc);
  const contracts = rpcUrl
    ? applyContracts(
        plan,
        { rpcUrl, deployerKeyFile: keys.deployerKeyFile, deployerAddress: keys.deployerAddress },
        lastGate ? { dependsOn: lastGate } : {},
      )
    : {};
  const described = hosts.map(({ planned, connection }) => {
    const { region, provider, roles, privateAddress } = planned;
    const tell = all([connection, releases[planned.name]!.generation]).apply(
      ([{ port, hostKey }, generation]) => ({
        region,
        provider,
        roles,
        address: privateAddress,
        sshPort: port,
        hostKey,
        generation,
      }),
    );
    return [planned.name, tell] as const;
  });
  return {
    endpoints,
    hosts: Object.fromEntries(described),
    contracts,
    network: { chainId: plan.chainId, consensusChainId: plan.consensusChainId, name: plan.network },
  };
}
