import { z } from "zod";
import { sinks } from "../vocab/words";
import { adminSchema, checkAdmin } from "./contractAdmin";
import { accountSchema, incomeSharesSchema, parametersSchema } from "./contractParameters";
import type { Fault } from "./fault";
import type { NetworkDescription } from "./schema";

const variable = z.string().regex(/^[A-Z][A-Z0-9_]*$/, "must be the name of an environment variable");
const file = z.string().min(1, "must name a file");
const seconds = z
  .int("must be a whole number")
  .min(1, "must be 1 or more")
  .max(86_400, "must be at most 86400");
const gwei = z
  .number("must be a number")
  .min(0, "must be 0 or more")
  .max(1_000_000, "must be at most 1000000");

const deployerSchema = z.strictObject({
  address: accountSchema.describe("Account of the deployer; a key of another account is refused."),
  keystoreFile: file
    .optional()
    .describe("Encrypted keystore (Web3 Secret Storage), relative to the project."),
  passwordVariable: variable.optional().describe("Environment variable with the keystore's password."),
  passwordFile: file.optional().describe("File with the keystore's password."),
  keyVariable: variable
    .optional()
    .describe("Environment variable with the key in hex, instead of a keystore."),
});

const feesSchema = z.strictObject({
  maxFeeGwei: gwei.default(100).describe("Most that a transaction offers for a unit of gas."),
  maxPriorityFeeGwei: gwei.default(1).describe("Most of that for the block's author."),
  replaceAfterSeconds: seconds
    .default(30)
    .describe("A transaction that is not in a block by then is sent again with a fee 12.5 % higher."),
});

export const contractsSchema = z.strictObject({
  chain: z
    .strictObject({
      rpcUrl: z
        .string()
        .regex(/^https?:\/\/[^\s@]+$/, "must be an http or https URL without credentials")
        .describe("JSON-RPC of that chain."),
      chainId: z
        .int("must be a whole number")
        .min(1, "must be 1 or more")
        .max(Number.MAX_SAFE_INTEGER, "must be below 2^53")
        .describe("Its chain id; another one is refused before anything is sent."),
    })
    .optional()
    .describe("A chain outside this network that carries the contracts; absent for the network's own."),
  sink: z
    .enum(sinks)
    .default("broadcast")
    .describe(
      "What becomes of calls: sent with the deployer's key, written as a file for the multisig, or only simulated.",
    ),
  deployer: deployerSchema
    .optional()
    .describe("Whose key sends; absent for the key that `up` makes on the operator's machine."),
  admin: adminSchema
    .optional()
    .describe("Who may upgrade contracts and set their parameters; absent for the deployer."),
  guardian: accountSchema
    .optional()
    .describe("Who may pause and switch emergency mode, without delay; absent for the multisig or deployer."),
  treasury: accountSchema.optional().describe("Where slashed stake goes; absent for the admin."),
  emergencySequencer: accountSchema
    .optional()
    .describe("Who leads in emergency mode; absent for the guardian."),
  parameters: parametersSchema.prefault({}).describe("What the network's contracts are told."),
  registerValidators: z
    .boolean()
    .optional()
    .describe(
      "Whether the hosts' own keys register them as validators and sequencers. Absent for yes, except on mainnet and where a multisig decides.",
    ),
  incomeShares: incomeSharesSchema
    .optional()
    .describe("How MevDistributor splits what it gets; no such contract where this is absent."),
  fees: feesSchema.prefault({}).describe("What transactions may cost."),
  timeoutSeconds: seconds
    .default(90)
    .describe("How long to wait for the chain to answer, and for each receipt."),
});

export type ContractsDescription = z.infer<typeof contractsSchema>;

type Keys = Partial<NetworkDescription>;

export function checkContracts({ environment, contracts }: Keys, given: ReadonlySet<string>): Fault[] {
  const faults = contracts
    ? [
        ...(contracts.admin ? checkAdmin(contracts.admin, environment) : []),
        ...checkSink(contracts),
        ...checkDeployer(contracts),
        ...checkFees(contracts),
      ]
    : [];
  // What is there but broken is not absent.
  if (environment !== "mainnet" || (given.has("contracts") && !contracts)) return faults;
  const missing = (["admin", "deployer"] as const).filter((key) => !contracts?.[key]);
  return [
    ...faults,
    ...missing.map((key) => ({ path: `contracts.${key}`, rule: "must be given on mainnet" })),
  ];
}

/** What a testnet is told of, and mainnet refuses. */
export function warnContracts({ environment, contracts }: Keys): string[] {
  if (environment !== "testnet" || contracts?.admin) return [];
  return ["the deployer's key alone owns the contracts: name a multisig under contracts.admin"];
}

function checkSink({ sink, admin, registerValidators }: ContractsDescription): Fault[] {
  const faults: Fault[] = [];
  if (sink === "calldata" && !admin)
    faults.push({ path: "contracts.admin", rule: "must be given where contracts.sink is calldata" });
  // Who is registered needs tokens at once, and a multisig gives them in its own time.
  if (registerValidators && (admin || sink !== "broadcast")) {
    const rule = "must not be true where a multisig decides, or where nothing is sent";
    faults.push({ path: "contracts.registerValidators", rule });
  }
  return faults;
}

function checkDeployer({ deployer }: ContractsDescription): Fault[] {
  if (!deployer) return [];
  const { keystoreFile, keyVariable, passwordFile, passwordVariable } = deployer;
  const path = "contracts.deployer";
  if (!keystoreFile === !keyVariable) {
    return [{ path, rule: "must name one of keystoreFile and keyVariable" }];
  }
  const passwords = [passwordFile, passwordVariable].filter(Boolean).length;
  if (keystoreFile && passwords !== 1)
    return [{ path, rule: "must name one of passwordFile and passwordVariable for its keystore" }];
  if (keyVariable && passwords > 0)
    return [{ path, rule: "needs no password where keyVariable names the key" }];
  return [];
}

function checkFees({ fees }: ContractsDescription): Fault[] {
  if (fees.maxPriorityFeeGwei <= fees.maxFeeGwei) return [];
  const rule = `must be at most contracts.fees.maxFeeGwei, ${fees.maxFeeGwei}`;
  return [{ path: "contracts.fees.maxPriorityFeeGwei", rule, got: fees.maxPriorityFeeGwei }];
}
