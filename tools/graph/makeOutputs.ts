import { createHash } from "node:crypto";
import { makeGoldenIdentities } from "../goldenIdentities";

export interface Making {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

type Outputs = Record<string, unknown>;

const numberOf = (name: string): number => createHash("sha256").update(name).digest().readUInt32BE(0);
const hexOf = (name: string): string => createHash("sha256").update(name).digest("hex");
// RFC 5737 and RFC 3849: addresses of nobody.
const ipv4Of = (name: string) => `192.0.2.${(numberOf(name) % 250) + 1}`;
const ipv6Of = (name: string) => `2001:db8:${hexOf(name).slice(0, 4)}::1`;
const keyOf = (name: string) => `ssh-ed25519 ${hexOf(name)}`;

const own: Record<string, (making: Making) => Outputs> = {
  OperatorKeys: ({ inputs }) => ({
    sshPublicKey: keyOf("operator"),
    deployerAddress: "0x00000000000000000000000000000000000DE901",
    sshKeyFile: `${inputs.folder}/ssh_key`,
    deployerKeyFile: `${inputs.folder}/deployer_key`,
  }),
  BootKey: ({ name }) => ({ publicKey: keyOf(name), privateKey: "a private key" }),
  FirstBoot: ({ name, inputs }) => ({
    connection: { host: inputs.address, port: inputs.port, hostKey: keyOf(name), keyFile: inputs.keyFile },
    hostKey: keyOf(name),
    meshPublicKey: hexOf(name),
  }),
  HostIdentity: ({ inputs }) => {
    const host = String(inputs.host);
    return { identity: makeGoldenIdentities([{ name: host }])[host] };
  },
  Genesis: () => ({ cometGenesis: "{}\n", gethGenesis: "{}\n" }),
  Release: ({ name }) => ({ generation: hexOf(name).slice(0, 12), appliedAt: "2026-01-01T00:00:00.000Z" }),
};

const clouds: Record<string, (making: Making) => Outputs> = {
  "hcloud:index/primaryIp:PrimaryIp": ({ name, inputs }) => ({
    ipAddress: inputs.type === "ipv6" ? ipv6Of(name) : ipv4Of(name),
  }),
  "hcloud:index/volume:Volume": ({ name }) => ({
    linuxDevice: `/dev/disk/by-id/scsi-0HC_Volume_${numberOf(name)}`,
  }),
  "aws:ec2/vpc:Vpc": () => ({ ipv6CidrBlock: "2001:db8:1200::/56" }),
  "aws:ec2/subnet:Subnet": ({ name }) => ({ availabilityZone: `${name.replace(/-subnet$/, "")}a` }),
  "aws:ec2/networkInterface:NetworkInterface": ({ name }) => ({ ipv6Addresses: [ipv6Of(name)] }),
  "aws:ec2/eip:Eip": ({ name }) => ({ publicIp: ipv4Of(name) }),
};

const awsIds: Record<string, string> = {
  "aws:ec2/instance:Instance": "i",
  "aws:ebs/volume:Volume": "vol",
  "aws:ec2/networkInterface:NetworkInterface": "eni",
  "aws:ec2/eip:Eip": "eipalloc",
};

/** What the providers would have answered: the same on every machine, from names alone. */
export function makeOutputs(making: Making): { id: string; state: Outputs } {
  const { type, name, inputs } = making;
  const kind = /^pulumi-nodejs:dynamic\/cordillera:(.+)$/.exec(type)?.[1];
  const make = kind ? own[kind] : clouds[type];
  const id = awsIds[type] ? `${awsIds[type]}-${hexOf(name).slice(0, 17)}` : String(numberOf(name));
  return { id, state: { ...inputs, ...make?.(making) } };
}
