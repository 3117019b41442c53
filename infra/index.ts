import { Config, getStack, RunError } from "@pulumi/pulumi";
import { type AppliedNetwork, applyNetwork } from "./components/applyNetwork";
import { checkBeforeCalls } from "./components/checkBeforeCalls";
import { parseNetwork } from "./config/parseNetwork";
import { readStack } from "./config/readStack";
import { type Costs, planCosts } from "./plan/costs";
import { planNetwork } from "./plan/planNetwork";
import { DeployError } from "./vocab/errors";

/** An output that is undefined is warned of at every run. */
const noCosts = "none: every host is a container of this machine";

function applyStack(): AppliedNetwork & { costs: Costs | string } {
  try {
    const descriptionFile = new Config().get("description") || undefined;
    const source = readStack(getStack(), { rootDir: process.cwd(), descriptionFile });
    const description = parseNetwork(source);
    const plan = planNetwork(description);
    const costs = planCosts(plan, description) ?? noCosts;
    checkBeforeCalls(plan);
    return { ...applyNetwork(plan), costs };
  } catch (error) {
    // An expected fault is told in its own words, without a stack.
    throw error instanceof DeployError ? new RunError(error.message) : error;
  }
}

export const { endpoints, hosts, contracts, deployment, authority, network, costs } = applyStack();
