import { createHash } from "node:crypto";
import { types } from "../catalogue/aws/network";
import { asList, isEqualId } from "../plugin/values";
import { awsDerivations } from "./awsDerivations";
import { type Behaviour, CloudRefusal, type Making, type ProviderSettings } from "./behaviour";
import { type CloudContent, type CloudRecord, findRecord, type Properties, recordsOf } from "./cloudState";
import type { FaultKind } from "./faults";
import { freeHostNumber, ipv4Prefix, ipv6Prefix, regionNumber } from "./regions";

const account = "123456789012";
/** Debian's own account, from which the official images come. */
const debianAccount = "136693071363";
const imageName = "debian-13-amd64-20260803-2194";
const maxUserDataBytes = 16 * 1024;
const instanceTypes = /^(t3a?|[mc][67]i|r[67]i)\.(medium|large|\d?xlarge)$/;
const shortOf = (type: string) => type.split(":").at(-1)!;

const refuse = (code: string, message: string): never => {
  throw new CloudRefusal(code, message);
};

function regionOf({ args, environment }: ProviderSettings, own?: unknown): string {
  const region = own ?? args.region ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  return region ? String(region) : refuse("InvalidConfiguration", "Missing region configuration");
}

/** Id of Debian's image in a region. */
export const debianImageOf = (region: string): string =>
  `ami-0${createHash("sha1")
    .update(region + imageName)
    .digest("hex")
    .slice(0, 16)}`;

const prefixes: Record<string, string> = {
  Vpc: "vpc",
  Subnet: "subnet",
  InternetGateway: "igw",
  RouteTable: "rtb",
  Route: "r-rtb",
  RouteTableAssociation: "rtbassoc",
  SecurityGroup: "sg",
  SecurityGroupIngressRule: "sgr",
  SecurityGroupEgressRule: "sgr",
  Instance: "i",
  NetworkInterface: "eni",
  Eip: "eipalloc",
  EipAssociation: "eipassoc",
  Volume: "vol",
  VolumeAttachment: "vai",
};

const longId = (type: string, number: number): string =>
  `${prefixes[shortOf(type)] ?? "id"}-0${number.toString(16).padStart(16, "0")}`;

/** Host part of an address from the number of a resource; ranges of tests are at least /24. */
const hostIn = (cidr: unknown, content: CloudContent): string =>
  String(cidr).replace(/\d+\/\d+$/, String(recordsOf(content, types.instance).length + 10));

const makers: Record<
  string,
  (making: Making & { region: string }, id: string) => Properties & { id?: string }
> = {
  Vpc: ({ inputs, region, content }) => ({
    ownerId: account,
    defaultRouteTableId: longId("RouteTable", content.nextNumber + 5_000_000),
    ...(inputs.assignGeneratedIpv6CidrBlock
      ? { ipv6CidrBlock: `${ipv6Prefix(regionNumber(region)!)}ff00::/56` }
      : {}),
  }),
  Subnet: ({ inputs, content, region }) => {
    const isTaken = recordsOf(content, types.subnet).some(
      ({ props }) => props.vpcId === inputs.vpcId && props.cidrBlock === inputs.cidrBlock,
    );
    if (isTaken)
      refuse("InvalidSubnet.Conflict", `The CIDR '${inputs.cidrBlock}' conflicts with another subnet`);
    return { ownerId: account, availabilityZone: `${region}a`, availabilityZoneId: "az1" };
  },
  SecurityGroup: ({ inputs, content }) => {
    const isTaken = recordsOf(content, types.securityGroup).some(
      ({ props }) => props.vpcId === inputs.vpcId && props.name === inputs.name,
    );
    if (isTaken) {
      refuse(
        "InvalidGroup.Duplicate",
        `The security group '${inputs.name}' already exists for VPC '${inputs.vpcId}'`,
      );
    }
    return { ownerId: account, namePrefix: "", ingress: [], egress: [] };
  },
  KeyPair: ({ inputs, content, region }) => {
    const isTaken = recordsOf(content, "aws:ec2/keyPair:KeyPair").some(
      ({ props }) => props.keyName === inputs.keyName && props.region === region,
    );
    if (isTaken) refuse("InvalidKeyPair.Duplicate", `The keypair '${inputs.keyName}' already exists.`);
    return { id: String(inputs.keyName), keyPairId: "key-01", keyType: "ed25519", fingerprint: "" };
  },
  Instance: ({ inputs, content, region }, id) => {
    if (!instanceTypes.test(String(inputs.instanceType))) {
      refuse("InvalidParameterValue", `Invalid value '${inputs.instanceType}' for InstanceType.`);
    }
    if (inputs.ami !== debianImageOf(region))
      refuse("InvalidAMIID.NotFound", `The image id '[${inputs.ami}]' does not exist`);
    const userData = inputs.userDataBase64
      ? Buffer.from(String(inputs.userDataBase64), "base64")
      : Buffer.from(String(inputs.userData ?? ""));
    if (userData.length > maxUserDataBytes) {
      refuse("InvalidParameterValue", "User data is limited to 16384 bytes");
    }
    const subnet = findRecord(content, types.subnet, String(inputs.subnetId));
    const isPublic = inputs.associatePublicIpAddress ?? subnet?.props.mapPublicIpOnLaunch ?? false;
    const number = regionNumber(region)!;
    return {
      availabilityZone: String(subnet?.props.availabilityZone ?? `${region}a`),
      instanceState: "running",
      primaryNetworkInterfaceId: id.replace(/^i-/, "eni-"),
      privateIp: subnet ? hostIn(subnet.props.cidrBlock, content) : "",
      publicIp: isPublic ? `${ipv4Prefix(number)}${freeHostNumber(number, [content])}` : "",
      ipv6Addresses: subnet?.props.assignIpv6AddressOnCreation
        ? [
            `${String(subnet.props.ipv6CidrBlock).replace(/\/\d+$/, "")}${(recordsOf(content, types.instance).length + 10).toString(16)}`,
          ]
        : [],
      vpcSecurityGroupIds: [],
      securityGroups: [],
      disableApiTermination: false,
      rootBlockDevice: { volumeSize: 8, volumeType: "gp3", deleteOnTermination: true, encrypted: false },
    };
  },
  NetworkInterface: ({ inputs, content }) => {
    const subnet = findRecord(content, types.subnet, String(inputs.subnetId))!.props;
    const number = recordsOf(content, types.networkInterface).length + 10;
    const prefix = String(subnet.ipv6CidrBlock ?? "").replace(/\/\d+$/, "");
    const privateIp = String(subnet.cidrBlock).replace(/\d+\/\d+$/, String(number));
    return {
      ownerId: account,
      privateIp,
      privateIps: [privateIp],
      macAddress: "02:00:00:00:00:01",
      interfaceType: "interface",
      ipv6Addresses: inputs.ipv6AddressCount && prefix ? [`${prefix}${number.toString(16)}`] : [],
    };
  },
  InstanceState: ({ inputs, content }) => {
    setPower(content, inputs);
    return { id: String(inputs.instanceId) };
  },
  Eip: ({ region, content }, id) => {
    const number = regionNumber(region)!;
    return {
      allocationId: id,
      domain: "vpc",
      publicIp: `${ipv4Prefix(number)}${freeHostNumber(number, [content])}`,
    };
  },
  EipAssociation: ({ inputs, content }) => {
    const isTaken = recordsOf(content, "aws:ec2/eipAssociation:EipAssociation").some(
      ({ props }) => props.allocationId === inputs.allocationId,
    );
    if (isTaken && inputs.allowReassociation === false) {
      refuse("Resource.AlreadyAssociated", `resource ${inputs.allocationId} is already associated`);
    }
    const address = findRecord(content, "aws:ec2/eip:Eip", String(inputs.allocationId));
    return { publicIp: address?.props.publicIp };
  },
  Volume: () => ({ type: "gp2", createTime: "2026-01-01T00:00:00Z", encrypted: false, size: 8 }),
  VolumeAttachment: ({ inputs, content }) => {
    const holder = recordsOf(content, "aws:ec2/volumeAttachment:VolumeAttachment").find(
      ({ props }) => props.volumeId === inputs.volumeId,
    );
    if (holder) refuse("VolumeInUse", `${inputs.volumeId} is already attached to an instance`);
    return {};
  },
  Record: ({ inputs }) => ({ id: `${inputs.zoneId}_${inputs.name}_${inputs.type}`, fqdn: inputs.name }),
};

function setPower(content: CloudContent, { instanceId, state }: Properties): void {
  const instance = findRecord(content, types.instance, String(instanceId));
  if (instance) instance.props.instanceState = state;
}

/** Tags of the resource over those of the provider. */
function allTags({ args }: ProviderSettings, own: unknown): Properties {
  const { defaultTags } = args;
  const given = typeof defaultTags === "string" ? JSON.parse(defaultTags) : defaultTags;
  return { ...(given as { tags?: Properties } | undefined)?.tags, ...(own as Properties) };
}

const faults: Record<FaultKind, [code: string, message: string]> = {
  quota: [
    "VcpuLimitExceeded",
    "You have requested more vCPU capacity than your current vCPU limit of 32 allows",
  ],
  conflict: ["IncorrectState", "The request conflicts with the state of the resource"],
  rateLimit: ["RequestLimitExceeded", "Request limit exceeded."],
  locked: ["IncorrectInstanceState", "The instance is not in a state from which it can be changed"],
  lost: ["RequestCanceled", "request send failed, context deadline exceeded"],
  unfinished: [
    "ResourceNotReady",
    "waiting for it to become ready: timeout while waiting for state to become 'running'",
  ],
};

export const aws: Behaviour = {
  configure({ args, environment }) {
    const hasKey = args.accessKey ?? args.profile ?? environment.AWS_ACCESS_KEY_ID ?? environment.AWS_PROFILE;
    if (!hasKey) refuse("InvalidConfiguration", "No valid credential sources found");
  },
  make(making) {
    const region = regionOf(making.settings, making.inputs.region);
    if (regionNumber(region) === undefined) refuse("InvalidRegion", `Invalid AWS Region: ${region}`);
    const short = shortOf(making.type);
    const assigned = longId(making.type, making.content.nextNumber);
    making.content.nextNumber += 1;
    const { id = assigned, ...outputs } = makers[short]?.({ ...making, region }, assigned) ?? {};
    const arn = `arn:aws:ec2:${region}:${account}:${short.toLowerCase()}/${id}`;
    const tagsAll = allTags(making.settings, making.inputs.tags);
    return { id: String(id), outputs: { region, arn, tagsAll, ...outputs } };
  },
  alter({ type, props }, inputs, content) {
    if (shortOf(type) === "Volume" && Number(inputs.size ?? props.size) < Number(props.size)) {
      refuse("InvalidParameterValue", "New size cannot be smaller than existing size");
    }
    if (shortOf(type) === "InstanceState") setPower(content, inputs);
    return { tagsAll: inputs.tags ?? {} };
  },
  derive: (record, content) => awsDerivations[shortOf(record.type)]?.(record, content) ?? {},
  beforeDelete({ type, id, props }, content) {
    if (type !== types.instance) return;
    if (props.disableApiTermination === true && props.forceDestroy !== true) {
      refuse(
        "OperationNotPermitted",
        `The instance '${id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
      );
    }
    content.records = content.records.filter(
      (record: CloudRecord) => !isEqualId(record.props.instanceId ?? "", id),
    );
  },
  keep: (_type, _property, value) => value,
  invoke(token, args, settings) {
    if (token === "aws:index/getCallerIdentity:getCallerIdentity") {
      const arn = `arn:aws:iam::${account}:user/test`;
      return { accountId: account, arn, id: account, userId: "AIDATEST" };
    }
    if (token === "aws:route53/getZone:getZone") return { id: "Z0", zoneId: "Z0", name: args.name };
    const region = regionOf(settings, args.region);
    if (token === "aws:index/getAvailabilityZones:getAvailabilityZones") {
      return {
        id: region,
        region,
        names: ["a", "b", "c"].map((letter) => region + letter),
        zoneIds: [],
        groupNames: [],
      };
    }
    if (token !== "aws:ec2/getAmi:getAmi") return refuse("InvalidFunction", `unknown function ${token}`);
    if (!matchesDebian(args)) {
      refuse(
        "NoResults",
        "Your query returned no results. Please change your search criteria and try again.",
      );
    }
    return {
      ...args,
      id: debianImageOf(region),
      imageId: debianImageOf(region),
      name: imageName,
      ownerId: debianAccount,
      region,
    };
  },
  inUse: (what) => new CloudRefusal("DependencyViolation", what),
  faultOf: (kind) => new CloudRefusal(...faults[kind]),
  tell: ({ code, message }, call) =>
    `operation error ${call}: https response error StatusCode: 400, api error ${code}: ${message}`,
};

function matchesDebian({ owners, filters, nameRegex }: Properties): boolean {
  if (!asList(owners).includes(debianAccount)) return false;
  const values: Record<string, string> = {
    name: imageName,
    architecture: "x86_64",
    "virtualization-type": "hvm",
    "root-device-type": "ebs",
    state: "available",
  };
  const matches = (filter: { name: string; values: string[] }) =>
    filter.values.some((value) => {
      const pattern = value.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
      return new RegExp(`^${pattern}$`).test(values[filter.name] ?? "");
    });
  return (
    asList(filters).every((filter) => matches(filter as { name: string; values: string[] })) &&
    (nameRegex === undefined || new RegExp(String(nameRegex)).test(imageName))
  );
}
