import { PolicyPack, type ResourceValidationPolicy } from "@pulumi/policy";
import { judgeResource } from "./judgeResource";
import type { Rule } from "./rule";
import { imagesByDigest } from "./rules/imagesByDigest";
import { labelsPresent } from "./rules/labelsPresent";
import { openPorts } from "./rules/openPorts";
import { plainSecrets, secretsOf } from "./rules/plainSecrets";
import { protectedHosts } from "./rules/protectedHosts";

const policyOf = ({ name, description, findFaults }: Rule): ResourceValidationPolicy => ({
  name,
  description,
  validateResource: (args, report) => {
    for (const fault of findFaults(judgeResource(args))) report(fault);
  },
});

/** A validation sees secrets as any other text; only a remediation is told them apart, just before. */
function policyOnSecrets({ name, description, findFaults }: Rule): ResourceValidationPolicy {
  const found = new Map<string, string[]>();
  return {
    name,
    description,
    enforcementLevel: "remediate",
    remediateResource: (args) => {
      found.set(args.urn, findFaults(judgeResource(args)));
    },
    validateResource: ({ urn }, report) => {
      for (const fault of found.get(urn) ?? []) report(fault);
    },
  };
}

export const pack = new PolicyPack("cordillera", {
  enforcementLevel: "mandatory",
  policies: [
    ...[imagesByDigest, labelsPresent, openPorts, protectedHosts].map(policyOf),
    policyOnSecrets(plainSecrets(secretsOf(process.env))),
  ],
});
