import { z } from "zod";
import { parseCidr, parseIpv4 } from "../vocab/cidr";
import { parseCidr6 } from "../vocab/cidr6";
import { environments, hostNameRule, providers, roles, type ServiceName, serviceNames } from "../vocab/words";
import { celestiaSchema } from "./celestia";
import { contractsSchema } from "./contracts";
import { daSchema } from "./da";
import { dnsSchema, tlsSchema } from "./door";
import { remoteSignerSchema } from "./remoteSigner";

const cidrRule = "must be an IPv4 range such as 10.77.0.0/24, written with its first address";

const cidr = z.string().refine((text) => parseCidr(text) !== undefined, cidrRule);
const anyCidr = z
  .string()
  .refine(
    (text) => (parseCidr(text) ?? parseCidr6(text)) !== undefined,
    "must be a range such as 203.0.113.0/24 or 2001:db8::/48, written with its first address",
  );
const ipv4 = z.string().refine((text) => parseIpv4(text) !== undefined, "must be an IPv4 address");
const port = z.int("must be a whole number").min(1, "must be 1 to 65535").max(65535, "must be 1 to 65535");

const memoryMb = z
  .int("must be a whole number")
  .min(32, "must be 32 or more")
  .max(1_048_576, "must be at most 1048576")
  .optional();

const memoryPerService = Object.fromEntries(
  serviceNames.map((name) => [name, memoryMb.describe(`Most memory of ${name}, MiB.`)]),
) as Record<ServiceName, typeof memoryMb>;

export const hostSchema = z.strictObject({
  name: z
    .string()
    .regex(hostNameRule, "must be small letters, digits and single hyphens, region first")
    .max(40, "must be at most 40 characters")
    .describe("Unique name; begins with the region: `fsn1-sequencer-1`. Keys, volumes and state hang on it."),
  provider: z.enum(providers).describe("Who makes the host. docker stacks are docker throughout."),
  region: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, "must be small letters, digits and hyphens")
    .describe("Region of the provider; for docker a free word such as `local`."),
  roles: z
    .array(z.enum(roles))
    .min(1, "must name at least one role")
    .describe("What the host does. A host has at most one of sequencer, witness and rpc."),
  power: z
    .int("must be a whole number")
    .min(0, "must be 0 or more")
    .max(1_000_000, "must be at most 1000000")
    .default(0)
    .describe("Voting power at genesis: 1 or more for sequencers and witnesses, 0 for all others."),
  serverType: z.string().optional().describe("Machine type of the cloud provider; absent for docker."),
  rebuild: z
    .int("must be a whole number")
    .min(1, "must be 1 or more")
    .max(1_000_000, "must be at most 1000000")
    .optional()
    .describe(
      "Raise it by one to have a cloud host's machine made anew: addresses and data disk stay, nothing else does.",
    ),
  allowRemoval: z
    .boolean()
    .optional()
    .describe("Takes mainnet's protection off this host, so that it can be rebuilt or removed."),
  memoryMb: z
    .strictObject(memoryPerService)
    .optional()
    .describe("Most memory of single services on this host, MiB, where the usual limit does not fit."),
  remoteSigner: remoteSignerSchema
    .optional()
    .describe(
      "Who holds this validator's consensus key: a signer on another machine, which connects to this host. When absent the host makes a key of its own.",
    ),
  privateAddress: ipv4
    .optional()
    .describe(
      "Address on the private network. When absent it follows from the host's name, so that adding a host moves no other.",
    ),
});

export const networkSchema = z.strictObject({
  environment: z
    .enum(environments)
    .describe("How strict the rules are; mainnet refuses what testnet warns of."),
  network: z
    .string()
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "must be small letters, digits and single hyphens")
    .max(30, "must be at most 30 characters")
    .describe("Name of the network; `<network>-<chainId>` is its consensus chain id."),
  chainId: z
    .int("must be a whole number")
    .min(1, "must be 1 or more")
    // JSON-RPC clients hold it in a double.
    .max(Number.MAX_SAFE_INTEGER, "must be below 2^53")
    .optional()
    .describe("EVM chain id. mainnet must give it; local and testnet have theirs and may only repeat it."),
  release: z.string().describe("Release of this network: a file `stacks/releases/<name>.yaml`."),
  registry: z
    .string()
    .regex(
      /^[a-z0-9]+([.-][a-z0-9]+)*(:\d+)?(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/,
      "must be a registry prefix such as registry.example.org/network",
    )
    .describe("What stands before the repository in every image reference."),
  blocks: z
    .strictObject({
      intervalMs: z
        .int("must be a whole number")
        // An EVM timestamp grows by a whole second at least, so below 1 s its clock runs ahead.
        .min(1000, "must be 1000 or more")
        .max(60_000, "must be at most 60000")
        .describe("Time from block to block, milliseconds."),
      gasLimit: z
        .int("must be a whole number")
        .min(5_000_000, "must be 5000000 or more")
        .max(1_000_000_000, "must be at most 1000000000")
        .describe("Gas of one block."),
    })
    .describe("The beat of the chain; part of the genesis, so it stays as it is."),
  lease: z
    .strictObject({
      blocks: z
        .int("must be a whole number")
        .min(5, "must be 5 or more")
        .max(100_000, "must be at most 100000")
        .default(100)
        .describe("Blocks of one lease: then the next sequencer writes them."),
      missesToFailOver: z
        .int("must be a whole number")
        .min(2, "must be 2 or more")
        .max(1000, "must be at most 1000")
        .default(10)
        .describe("Misses after which the holder of the lease loses it."),
    })
    .prefault({})
    .describe("Who writes the blocks, and for how long; part of the genesis, so it stays as it is."),
  privateNetwork: z
    .strictObject({
      cidr: cidr.describe(
        "IPv4 range of the mesh; its first ten addresses stay free for the network itself.",
      ),
      underlayCidr: cidr
        .optional()
        .describe(
          "IPv4 range of the Docker network that carries the mesh of docker hosts. When absent it follows from `cidr`: 10.177.0.0/24 for 10.77.0.0/24.",
        ),
    })
    .describe("Where hosts talk to each other: a WireGuard mesh over all providers and regions."),
  access: z
    .strictObject({
      sshFrom: z
        .array(anyCidr)
        .min(1, "must name at least one range")
        .describe("IPv4 and IPv6 ranges from which SSH is open; never the whole internet."),
    })
    .optional()
    .describe("Who reaches the hosts themselves. Cloud stacks must give it, docker stacks have none."),
  publish: z
    .strictObject({
      sshBasePort: port.describe("SSH of the first host; one more for each further one."),
      rpcBasePort: port.describe(
        "JSON-RPC of the first sequencer, WebSocket one above; two more for each further one.",
      ),
      metricsBasePort: port.describe("Metrics of the first sequencer; one more for each further one."),
      httpPort: port.describe("Front door, HTTP; one more for each further edge."),
      httpsPort: port.describe("Front door, HTTPS; one more for each further edge."),
      prometheusPort: port.describe("Prometheus; one more for each further monitor."),
    })
    .optional()
    .describe(
      "Ports of 127.0.0.1 on the operator's machine. docker stacks must give it, cloud stacks have none.",
    ),
  budget: z
    .strictObject({
      monthlyMax: z
        .number("must be a number")
        .positive("must be above 0")
        .describe("Most that all hosts together may cost in a month, without tax and traffic."),
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/, "must be a currency such as EUR")
        .describe("Currency of `monthlyMax`, one of `stacks/prices.yaml`."),
    })
    .optional()
    .describe(
      "What the hosts may cost by the list prices of `stacks/prices.yaml`; a network above it is refused. Cloud stacks only.",
    ),
  celestia: celestiaSchema
    .optional()
    .describe("A Celestia light node on every sequencer host; none where this is absent."),
  da: daSchema
    .optional()
    .describe("Where a local network posts its blocks; stacks with `celestia` post them there."),
  tls: tlsSchema.optional().describe("What the front door is called, and who vouches for it."),
  contracts: contractsSchema
    .optional()
    .describe("How the network's contracts get on the chain, and whom they obey."),
  dns: dnsSchema
    .optional()
    .describe("A record that leads to the front door: the addresses of all edges. Cloud stacks only."),
  allowRemoval: z
    .boolean()
    .optional()
    .describe("Takes mainnet's protection off every host, so that the network can be taken down."),
  hosts: z
    .array(hostSchema)
    .min(1, "must hold at least one host")
    .describe("The machines of the network, in any order."),
});

export type HostDescription = z.infer<typeof hostSchema>;
export type NetworkDescription = z.infer<typeof networkSchema>;
