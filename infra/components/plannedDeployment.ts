import { all, type Input, type Output } from "@pulumi/pulumi";
import type { Plan } from "../plan/plan";
import { readArtifact } from "./artifacts";
import { type CatalogueEntry, catalogue as networkCatalogue } from "./contractCatalogue";
import { namesOfAdmin } from "./planAdmin";
import { type Deployment, type DeploymentFacts, planDeployment } from "./planDeployment";
import { readDeployment } from "./recordedDeployment";

type Sources = Pick<DeploymentFacts, "catalogue" | "artifacts" | "recorded">;

/** What a program run reads and plans once, for genesis, members and contracts alike. */
export interface PlannedDeployment {
  rootDir: string;
  sources: Sources;
  deployment: Output<Deployment>;
}

export interface PlannedDeploymentArgs {
  /** Folder of the project, where `contracts/` lies. */
  rootDir?: string | undefined;
  deployerAddress: Input<string>;
  /** File with the deployer's private key, relative to the project. */
  deployerKeyFile: Input<string>;
  catalogue?: readonly CatalogueEntry[];
}

/** @throws ARTIFACT_MISSING */
export function planOnce(
  plan: Plan,
  { rootDir = process.cwd(), deployerAddress, deployerKeyFile, catalogue }: PlannedDeploymentArgs,
): PlannedDeployment {
  const sources = readSources(plan, { rootDir, ...(catalogue ? { catalogue } : {}) });
  const deployment = all([deployerAddress, deployerKeyFile]).apply(([address, keyFile]) =>
    planDeployment(plan, { ownDeployer: { address, keyFile }, ...sources }),
  );
  return { rootDir, sources, deployment };
}

/** What lies on this machine of which the deployment is planned. @throws ARTIFACT_MISSING */
export function readSources(
  plan: Plan,
  { rootDir, catalogue = networkCatalogue }: { rootDir: string; catalogue?: readonly CatalogueEntry[] },
): Sources {
  const wanted = { incomeShares: plan.contracts.incomeShares ?? [] };
  const chosen = catalogue.filter(({ isWanted }) => isWanted?.(wanted) ?? true);
  const names = [...namesOfAdmin(plan.contracts.admin), ...chosen.map(({ name }) => name), "AndeProxy"];
  return {
    catalogue: chosen,
    artifacts: Object.fromEntries(names.map((name) => [name, readArtifact(rootDir, name)])),
    recorded: readDeployment(rootDir, { stack: plan.stack, chainId: plan.contracts.chainId }),
  };
}
