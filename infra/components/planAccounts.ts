import { getAddress } from "ethers";
import type { Plan } from "../plan/plan";
import type { Admin, Deployer, Sending } from "../resources/sending";
import { AddressInvalidError } from "./errors";

/** Folder of the operator's machine that belongs to the contracts of a stack. */
export const contractsFolder = (stack: string): string => `.cordillera/stacks/${stack}/contracts`;

/** Where the providers find everything that is to be on the chain. */
export const planFileOf = (stack: string): string => `${contractsFolder(stack)}/plan.json`;

/** The description's deployer, or the key that `up` makes. @throws ADDRESS_INVALID */
export function planDeployer({ contracts: { deployer } }: Plan, own: Deployer): Deployer {
  if (!deployer) return own;
  return { ...deployer, address: addressOf("contracts.deployer.address", deployer.address) };
}

/** How calls are sent. @throws ADDRESS_INVALID */
export function planSending({ stack, contracts }: Plan, deployer: Deployer): Sending {
  const { sink, fees, timeoutSeconds } = contracts;
  const written = sink === "dry-run" ? `${stack}.dry-run.json` : `${stack}.calls.json`;
  return {
    sink,
    deployer,
    admin: planAdmin(contracts.admin, deployer),
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
    return given ? addressOf(`contracts.${key}`, given) : otherwise;
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
    recipient: addressOf(`contracts.incomeShares[${i}].recipient`, recipient),
    basisPoints,
  }));

function planAdmin(admin: Plan["contracts"]["admin"], deployer: Deployer): Admin {
  if (!admin) return { address: deployer.address };
  const multisig = addressOf("contracts.admin.multisig", admin.multisig);
  if (!admin.timelock) return { address: multisig };
  return {
    address: addressOf("contracts.admin.timelock.address", admin.timelock.address),
    proposer: multisig,
    delaySeconds: admin.timelock.delaySeconds,
  };
}

function addressOf(path: string, text: string): string {
  try {
    return getAddress(text);
  } catch {
    throw new AddressInvalidError({ path, text });
  }
}
