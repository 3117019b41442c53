import { encodeBytes32String, id, parseEther, ZeroHash } from "ethers";
import type { ContractParameters } from "../config/contractParameters";
import type { StateItem } from "../resources/contracts/settleState";
import type { ContractName, ContractWords } from "./contractWords";

/** What the catalogue's entries may build upon. */
export interface Known {
  /** Account that the contracts obey. */
  admin: string;
  /** Whom they obey when they are made: the deployer where it hands over to the admin, else the admin. */
  firstAdmin: string;
  deployer: string;
  /** Who stops things, without delay. */
  guardian: string;
  /** Where slashed stake goes. */
  treasury: string;
  /** Who leads while nobody else may. */
  emergencySequencer: string;
  parameters: ContractParameters;
  lease: { blocks: number; missesToFailOver: number };
  incomeShares: readonly { recipient: string; basisPoints: number }[];
  addressOf(contract: ContractName): string;
}

export interface CatalogueEntry {
  name: ContractName;
  /** Whether a network has it; absent for always. */
  isWanted?: (known: Pick<Known, "incomeShares">) => boolean;
  /** Arguments of the constructor. */
  constructorArgs?: (known: Known) => unknown[];
  /** Arguments of `initialize`: the contract stands behind a proxy. */
  initialize?: (known: Known) => unknown[];
  /** Absent for a contract that obeys nobody. */
  ownership?: Ownership;
  /** What is to be so once all contracts stand, in order. */
  state?: (known: Known, contract: ContractWords) => StateItem[];
}

/** How a contract shows whom it obeys, and how that changes. */
export interface Ownership {
  /** Question and answer that show that it obeys the account. */
  obeys(account: string): [call: string, args: unknown[], answer: unknown];
  /** What is so once it obeys one account, and no longer the other. */
  handOver(contract: ContractWords, accounts: { from: string; to: string }): StateItem[];
}

/** Base units of the token that can exist at any moment. */
export const tokenMaxSupply = parseEther("1000000000");

const byRole: Ownership = {
  obeys: (account) => ["hasRole", [ZeroHash, account], true],
  handOver: (contract, { from, to }) => [
    contract.value(`${contract.name} obeys the admin`, {
      read: ["hasRole", [ZeroHash, to]],
      wanted: [true],
      write: ["grantRole", [ZeroHash, to]],
      by: "firstAdmin",
    }),
    contract.value(`${contract.name} obeys the deployer`, {
      read: ["hasRole", [ZeroHash, from]],
      wanted: [false],
      write: ["renounceRole", [ZeroHash, from]],
      by: "firstAdmin",
    }),
  ],
};

const byOwner: Ownership = {
  obeys: (account) => ["owner", [], account],
  handOver: (contract, { to }) => [
    contract.value(`${contract.name} obeys`, {
      read: ["owner", []],
      wanted: [to],
      write: ["transferOwnership", [to]],
      by: "firstAdmin",
    }),
  ],
};

/** The network's contracts, each after those that it needs. */
export const catalogue: CatalogueEntry[] = [
  { name: "ProxyFactory" },
  {
    name: "AndeToken",
    constructorArgs: ({ firstAdmin }) => [firstAdmin, tokenMaxSupply],
    ownership: byRole,
  },
  {
    name: "AndeRegistry",
    constructorArgs: ({ firstAdmin }) => [firstAdmin],
    ownership: byRole,
    state: (known, registry) =>
      (["AndeToken", "AndeConsensus", "AndeSequencerCoordinator"] as const).map((name) => {
        const key = encodeBytes32String(name);
        const address = known.addressOf(name);
        // "AndeToken: 0x…" would be taken for a secret told, by its form.
        return registry.value(`${name} is at`, {
          read: ["contractOf", [key]],
          wanted: [address],
          write: ["setContract", [key, address]],
        });
      }),
  },
  {
    name: "AndeConsensus",
    initialize: (known) => [
      known.firstAdmin,
      known.addressOf("AndeToken"),
      known.addressOf("AndeRegistry"),
      known.treasury,
      consensusParameters(known),
    ],
    ownership: byRole,
    state: (known, consensus) => [
      consensus.parameters(consensusParameters(known)),
      consensus.keptAddress("treasury", "setTreasury", known.treasury),
      consensus.role("guardian", id("GUARDIAN_ROLE"), known.guardian),
    ],
  },
  {
    name: "AndeSequencerCoordinator",
    initialize: (known) => [
      known.firstAdmin,
      known.addressOf("AndeToken"),
      known.emergencySequencer,
      known.addressOf("AndeConsensus"),
      known.treasury,
      coordinatorParameters(known),
    ],
    ownership: byRole,
    state: (known, coordinator) => [
      coordinator.parameters(coordinatorParameters(known)),
      coordinator.keptAddress("treasury", "setTreasury", known.treasury),
      coordinator.keptAddress("emergencySequencer", "setEmergencySequencer", known.emergencySequencer),
      coordinator.role("guardian", id("GUARDIAN_ROLE"), known.guardian),
    ],
  },
  {
    name: "MevDistributor",
    isWanted: ({ incomeShares }) => incomeShares.length > 0,
    // Its address must not hang on the shares: they are set once it stands.
    constructorArgs: ({ firstAdmin }) => [firstAdmin, [[firstAdmin, 10_000]]],
    ownership: byOwner,
    state: (known, distributor) => {
      const shares = known.incomeShares.map(({ recipient, basisPoints }) => [recipient, basisPoints]);
      return [
        distributor.value("shares", {
          read: ["getShares", []],
          wanted: [shares],
          // What has come in so far is split by the shares before.
          write: ["setShares", [shares, [known.addressOf("AndeToken")]]],
        }),
      ];
    },
  },
];

function consensusParameters({ parameters }: Known): unknown[] {
  const stakePerPower = parseEther(String(parameters.stakePerPowerAnde));
  const { withdrawalDelaySeconds, epochBlocks, maximumValidators } = parameters;
  return [stakePerPower, stakePerPower, withdrawalDelaySeconds, epochBlocks, maximumValidators];
}

function coordinatorParameters({ parameters, lease }: Known): unknown[] {
  return [
    parseEther(String(parameters.stakePerPowerAnde)),
    parameters.withdrawalDelaySeconds,
    parameters.jailSeconds,
    lease.blocks,
    lease.missesToFailOver,
    parameters.forceInclusionBlocks,
    parseEther(String(parameters.forceInclusionBondAnde)),
  ];
}
