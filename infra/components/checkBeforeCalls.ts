import { log } from "@pulumi/pulumi";
import { getConfig, isDryRun } from "@pulumi/pulumi/runtime";
import { CredentialsMissingError, findMissingCredentials } from "../config/credentials";
import type { Plan } from "../plan/plan";
import { describeQuotas, planQuotas } from "../plan/quotas";
import { readCredentials } from "./readCredentials";

/**
 * What can be known before anything is called: credentials are there; in a preview also what the accounts must allow.
 * @throws CREDENTIALS_MISSING with all that is missing
 */
export function checkBeforeCalls(plan: Plan): void {
  const named = plan.dns ? [plan.dns.provider] : [];
  const providers = [...new Set([...plan.hosts.map(({ provider }) => provider), ...named])];
  // `Config.get` would warn of a secret read as text; it is only counted here.
  const facts = readCredentials((key) => getConfig(key));
  const missing = findMissingCredentials(providers, facts, plan.stack);
  if (missing.length > 0) throw new CredentialsMissingError({ stack: plan.stack, missing });
  if (isDryRun()) for (const line of describeQuotas(planQuotas(plan))) void log.info(line);
}
