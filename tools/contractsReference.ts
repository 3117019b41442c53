import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type FunctionFragment, Interface } from "ethers";
import { contractAbis } from "../infra/resources/contracts/contractAbi";
import { type DeclarationKind, type Declared, parseNatSpec } from "./contracts/natSpec";
import { paths } from "./setup/paths";

const head = `# Contracts

Written by \`make docs\` from the NatSpec of \`contracts/src/interfaces\`; do not edit. Where each contract stands:
\`pulumi stack output deployment --json\`. Roles, limits and emergencies: [contracts.md](../guide/contracts.md).
`;

type Name = keyof typeof contractAbis;

/** Interfaces of a contract, its own first. */
const interfacesOf: Record<Name, string[]> = {
  AndeToken: ["IAndeToken"],
  AndeRegistry: ["IAndeRegistry"],
  AndeConsensus: ["IAndeConsensus", "IStakeVault"],
  AndeSequencerCoordinator: ["IAndeSequencerCoordinator", "IForceInclusions", "IStakeVault"],
  MevDistributor: ["IMevDistributor"],
  ProxyFactory: ["IProxyFactory"],
};

/** docs/reference/contracts.md. */
export function renderContractsReference(): string {
  const sections = Object.entries(interfacesOf).map(([name, interfaces]) =>
    renderContract(name as Name, interfaces.flatMap(readInterface)),
  );
  return [head, ...sections].join("\n");
}

const readInterface = (name: string): Declared[] =>
  parseNatSpec(readFileSync(join(paths.root, `contracts/src/interfaces/${name}.sol`), "utf8"));

function renderContract(name: Name, declared: readonly Declared[]): string {
  const abi = new Interface(contractAbis[name]);
  const of = (kind: DeclarationKind) => declared.filter((one) => one.kind === kind);
  const [own] = of("interface");
  const functions = of("function").map(
    (one) => `| \`${callOf(one)}\` | ${selectorsOf(abi, one)} | ${told(one)} |`,
  );
  const events = of("event").map((one) => `| \`${callOf(one)}\` | ${told(one)} |`);
  const errors = of("error").map((one) => `| \`${callOf(one)}\` | ${told(one)} |`);
  const structs = of("struct").map((one) => `| \`${one.name}\` | ${told(one)} |`);
  return [
    `## ${name}\n`,
    `${own!.title}. ${own!.notice}\n`,
    table("| function | selector | what it does |\n|---|---|---|", functions),
    table("| event | when |\n|---|---|", events),
    table("| error | why |\n|---|---|", errors),
    table("| struct | what is in it |\n|---|---|", structs),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

const table = (header: string, rows: readonly string[]): string =>
  rows.length === 0 ? "" : `${header}\n${rows.join("\n")}\n`;

const callOf = ({ name, parameters }: Declared): string => `${name}(${parameters})`;

function told({ notice, params }: Declared): string {
  const parts = Object.entries(params).map(([name, text]) => `\`${name}\`: ${text}`);
  return [notice, ...(parts.length > 0 ? [parts.join("; ")] : [])].join("<br>").replaceAll("|", "\\|");
}

// Overloads share a name: they are told apart by how many parameters they have.
function selectorsOf(abi: Interface, { name, parameters }: Declared): string {
  const count = parameters === "" ? 0 : parameters.split(",").length;
  const fragments = abi.fragments.filter((one): one is FunctionFragment => one.type === "function");
  const matching = fragments.filter((one) => one.name === name && one.inputs.length === count);
  return matching.map(({ selector }) => `\`${selector}\``).join(" ");
}
