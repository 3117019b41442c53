import { Config, getStack, RunError } from "@pulumi/pulumi";
import { type AppliedNetwork, applyNetwork } from "./components/applyNetwork";
import { parseNetwork } from "./config/parseNetwork";
import { readStack } from "./config/readStack";
import { planNetwork } from "./plan/planNetwork";
import { DeployError } from "./vocab/errors";

function applyStack(): AppliedNetwork {
  try {
    const descriptionFile = new Config().get("description") || undefined;
    const source = readStack(getStack(), { rootDir: process.cwd(), descriptionFile });
    return applyNetwork(planNetwork(parseNetwork(source)));
  } catch (error) {
    // An expected fault is told in its own words, without a stack.
    throw error instanceof DeployError ? new RunError(error.message) : error;
  }
}

export const { endpoints, hosts, contracts, network } = applyStack();
