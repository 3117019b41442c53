import type { Plan } from "../plan/plan";
import type { Admin, Deployer, Sending } from "../resources/chain/sending";
import { parseAddress } from "./planAddress";

/** Folder of the operator's machine that belongs to the contracts of a stack. */
export const contractsFolder = (stack: string): string => `.cordillera/stacks/${stack}/contracts`;

/** Where the providers find everything that is to be on the chain. */
export const planFileOf = (stack: string): string => `${contractsFolder(stack)}/plan.json`;

/** The description's deployer, or the key that `up` makes. @throws ADDRESS_INVALID */
export function planDeployer({ contracts: { deployer } }: Plan, own: Deployer): Deployer {
  if (!deployer) return own;
  return { ...deployer, address: parseAddress("contracts.deployer.address", deployer.address) };
}

/** How calls are sent. */
export function planSending(
  { stack, contracts }: Plan,
  { deployer, admin }: { deployer: Deployer; admin: Admin },
): Sending {
  const { sink, fees, timeoutSeconds } = contracts;
  const written = sink === "dry-run" ? `${stack}.dry-run.json` : `${stack}.calls.json`;
  return {
    sink,
    deployer,
    admin,
    fees,
    timeoutSeconds,
    folder: contractsFolder(stack),
    callsFile: `stacks/deployments/${written}`,
  };
}

/** Accounts with a part in the contracts. @throws ADDRESS_INVALID */
export function planAccounts({ contracts }: Plan, { admin, deployer }: Sending) {
  const named = (key: "guardian" | "treasury" | "emergencySequencer", otherwise: string): string => {
    const given = contracts[key];
    return given ? parseAddress(`contracts.${key}`, given) : otherwise;
  };
  const guardian = named("guardian", contracts.admin ? (admin.proposer ?? admin.address) : deployer.address);
  return {
    admin: admin.address,
    guardian,
    treasury: named("treasury", admin.address),
    emergencySequencer: named("emergencySequencer", guardian),
  };
}

/** @throws ADDRESS_INVALID */
export const planShares = ({ contracts }: Plan) =>
  (contracts.incomeShares ?? []).map(({ recipient, basisPoints }, i) => ({
    recipient: parseAddress(`contracts.incomeShares[${i}].recipient`, recipient),
    basisPoints,
  }));
