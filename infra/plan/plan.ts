import type { ContractParameters } from "../config/contractParameters";
import type {
  CelestiaNetwork,
  Environment,
  OptionalServiceName,
  Provider,
  Role,
  ServiceName,
  Sink,
  SteadyServiceName,
} from "../vocab/words";

/** The plan of a network: plain JSON, sorted, the same on every machine. */
export interface Plan {
  stack: string;
  network: string;
  environment: Environment;
  /** EVM chain id. */
  chainId: number;
  /** CometBFT chain_id: `<network>-<chainId>`. */
  consensusChainId: string;
  blockIntervalMs: number;
  gasLimit: number;
  /** Length of a lease, and the misses that end one early. */
  lease: { blocks: number; missesToFailOver: number };
  release: PlannedRelease;
  /** Range of the mesh. */
  privateCidr: string;
  /** docker stacks only: range of the Docker network that carries the mesh. */
  underlayCidr?: string;
  /** Absent where sequencers run no light node. */
  celestia?: PlannedCelestia;
  /** Absent where the front door has no name. */
  tls?: PlannedTls;
  dns?: PlannedDns;
  contracts: PlannedContracts;
  hosts: PlannedHost[];
  firewall: FirewallRule[];
  /** What hosts may connect to outside the mesh; empty where anything may be (all but mainnet). */
  egress: EgressRule[];
  /** Host names changed together, in order; a gate stands behind each. */
  waves: Wave[];
  /** Warnings that do not stop a plan (a region with a third of the power on testnet). */
  warnings: string[];
}

export interface PlannedCelestia {
  network: CelestiaNetwork;
  /** gRPC of a consensus node. */
  coreHost: string;
  corePort: number;
  coreTls: boolean;
}

/** How contracts get on the chain, and whom they obey. Numbers and names only: no key, no password. */
export interface PlannedContracts {
  chainId: number;
  /** A chain outside the network; absent for its own. */
  rpcUrl?: string;
  sink: Sink;
  /** Absent for the key that `up` makes. */
  deployer?: PlannedDeployer;
  /** Absent for the deployer. */
  admin?: PlannedAdmin;
  /** Absent for the multisig, or the deployer. */
  guardian?: string;
  /** Absent for the admin. */
  treasury?: string;
  /** Absent for the guardian. */
  emergencySequencer?: string;
  parameters: ContractParameters;
  /** Whether the hosts' own keys register them. */
  registerValidators: boolean;
  /** Absent where nothing is split. */
  incomeShares?: { recipient: string; basisPoints: number }[];
  fees: { maxFeeGwei: number; maxPriorityFeeGwei: number; replaceAfterSeconds: number };
  timeoutSeconds: number;
}

export interface PlannedAdmin {
  /** Absent where `safe` is made. */
  multisig?: string;
  safe?: { owners: string[]; threshold: number };
  /** Without an address it is made. */
  timelock?: { address?: string; delaySeconds: number };
}

export interface PlannedDeployer {
  address: string;
  keystoreFile?: string;
  passwordVariable?: string;
  passwordFile?: string;
  keyVariable?: string;
}

export interface PlannedTls {
  names: string[];
  /** Absent where the network's own authority signs. */
  acme?: { email: string; directoryUrl: string };
}

export interface PlannedDns {
  provider: "hetzner" | "aws";
  domain: string;
  name: string;
  ttlSeconds: number;
}

export interface PlannedRelease {
  name: string;
  /** Image reference by digest per service (`registry/repository@sha256:…`). */
  images: Record<SteadyServiceName, string> & Partial<Record<OptionalServiceName, string>>;
  /** Image ids in the Docker Engine that makes `docker` hosts; absent where no host is one. */
  localImages?: { host: string; registry: string };
}

export interface PlannedHost {
  name: string;
  provider: Provider;
  region: string;
  roles: Role[];
  /** Voting power at genesis; 0 for a host that does not validate. */
  power: number;
  /** Address on the mesh, IPv4. */
  privateAddress: string;
  /** docker hosts only: address on the Docker network that carries the mesh. */
  underlayAddress?: string;
  /** Hetzner/AWS machine type; absent for docker. */
  serverType?: string;
  /** How often its machine was made anew on purpose; absent for never. */
  rebuild?: number;
  /** Machine, disk and addresses are not to be deleted by any slip; absent where they may be. */
  isProtected?: true;
  services: PlannedService[];
  /** Absent where the host holds its consensus key itself. */
  remoteSigner?: PlannedSigner;
  /** docker hosts only: ports of 127.0.0.1 on the operator's machine. */
  publish: PublishedPort[];
  labels: Record<string, string>;
}

export interface PlannedSigner {
  /** ed25519, base64, 32 bytes: the validator. */
  publicKey: string;
  /** Through the mesh, as CIDRs. */
  fromMesh: string[];
  /** From outside, as CIDRs. */
  fromOutside: string[];
}

export interface PlannedService {
  name: ServiceName;
  image: string;
  ports: PlannedPort[];
  memoryMb: number;
  pidsLimit: number;
  /** Seconds between SIGTERM and SIGKILL. */
  stopGraceSeconds: number;
}

/** Who may reach a port: the host itself, the network's other hosts, everybody, or whom the description names. */
export type Reach = "loopback" | "private" | "public" | "named";

export interface PlannedPort {
  name: string;
  port: number;
  protocol: "tcp" | "udp";
  reach: Reach;
}

export interface PublishedPort {
  /** What it is, for tables and boxes: `ssh`, `rpc`, `ws`, `metrics`, `http`, `https`, `prometheus`. */
  name: string;
  hostPort: number;
  port: number;
}

export interface FirewallRule {
  host: string;
  service: string;
  port: number;
  protocol: "tcp" | "udp";
  /** Where the packets come in: from anywhere, as a provider's firewall sees them, or through the mesh. */
  on: "outside" | "mesh";
  /** CIDRs that may connect. */
  from: string[];
}

export interface EgressRule {
  host: string;
  /** What it is for: a service of the plan, or `names`, `time`, `packages`, `images`, `mesh`. */
  service: string;
  port: number;
  protocol: "tcp" | "udp";
  /** CIDRs that may be connected to. */
  to: string[];
}

export interface Wave {
  name: string;
  hosts: string[];
}

/** What a host tells of its keys; public parts only. */
export interface HostIdentityFacts {
  /** ed25519, base64, 32 bytes. */
  consensusPublicKey: string;
  /** CometBFT validator address: 40 hex digits, upper case. */
  consensusAddress: string;
  /** CometBFT P2P id: 40 hex digits, lower case. */
  p2pNodeId: string;
  /** devp2p public key without 04 prefix: 128 hex digits, for enode:// URLs. */
  enodePublicKey: string;
  /** Author and fee recipient of this host's payloads, EIP-55. */
  evmAddress: string;
  /** Owner of this host's registration and stake, EIP-55. */
  ownerAddress: string;
}

/** Everything that is known only once hosts exist. */
export interface NetworkFacts {
  identities: Record<string, HostIdentityFacts>;
  /** The two genesis files as written once by the Genesis resource. */
  cometGenesis: string;
  gethGenesis: string;
}
