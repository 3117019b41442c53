import { createHash } from "node:crypto";
import { asList, isEqualId, isNothing } from "../plugin/values";
import { type Behaviour, CloudRefusal, type Making } from "./behaviour";
import { type CloudContent, type CloudRecord, findRecord, type Properties, recordsOf } from "./cloudState";
import type { FaultKind } from "./faults";
import { freeHostNumber, ipv4Prefix, ipv6Prefix, networkZoneOf, regionNumber } from "./regions";

const typeOf = (short: string) => `hcloud:index/${short[0]!.toLowerCase()}${short.slice(1)}:${short}`;
const [server, primaryIp, volume] = ["Server", "PrimaryIp", "Volume"].map(typeOf) as [string, string, string];
const [volumeAttachment, firewallAttachment] = ["VolumeAttachment", "FirewallAttachment"].map(typeOf);
const shortOf = (type: string) => type.split(":").at(-1)!;

const unique = new Set([
  "Server",
  "PrimaryIp",
  "Network",
  "Firewall",
  "PlacementGroup",
  "Volume",
  "SshKey",
  "Zone",
]);
const images = /^(debian-1[123]|ubuntu-2[246]\.04|\d+)$/;
const serverTypes = /^(cx[23456]3|cpx[1-6][12]|ccx[1-6]3|cax[1-4]1)$/;
const maxUserDataBytes = 32 * 1024;
const maxServersPerPlacementGroup = 10;

const refuse = (code: string, message: string): never => {
  throw new CloudRefusal(code, message);
};

function checkName({ type, inputs, content }: Making): void {
  if (!unique.has(shortOf(type))) return;
  const isTaken = recordsOf(content, type).some(({ props }) => props.name === inputs.name);
  if (isTaken) refuse("uniqueness_error", `${shortOf(type).toLowerCase()} name is already used`);
}

function checkProtection(inputs: Properties): void {
  if ((inputs.deleteProtection ?? false) !== (inputs.rebuildProtection ?? false)) {
    refuse("invalid_input", "delete and rebuild protection must be the same");
  }
}

function checkPlacement(inputs: Properties, content: CloudContent, id?: string): void {
  if (inputs.placementGroupId === undefined) return;
  const others = recordsOf(content, server).filter(
    (record) => record.id !== id && isEqualId(record.props.placementGroupId, inputs.placementGroupId),
  );
  if (others.length >= maxServersPerPlacementGroup) refuse("placement_error", "placement group is full");
}

const publicNetOf = (inputs: Properties): Properties | undefined =>
  asList(inputs.publicNets)[0] as Properties | undefined;

function checkPublicNet(location: string, inputs: Properties, content: CloudContent, id?: string): void {
  const publicNet = publicNetOf(inputs);
  for (const key of ["ipv4", "ipv6"]) {
    const wanted = publicNet?.[key];
    if (isNothing(wanted)) continue;
    const address = findRecord(content, primaryIp, String(wanted));
    if (address?.props.type !== key) refuse("invalid_input", `primary IP ${wanted} is no ${key} address`);
    if (address?.props.location !== location) {
      refuse("invalid_input", `primary IP ${wanted} is in another location than the server`);
    }
    const holder = recordsOf(content, server).find(
      (record) => record.id !== id && isEqualId(publicNetOf(record.props)?.[key], wanted),
    );
    if (holder) refuse("primary_ip_assigned", `primary IP ${wanted} is already assigned`);
  }
}

const makers: Record<string, (making: Making, id: string) => { id?: string; outputs: Properties }> = {
  Server: ({ inputs, content }, id) => {
    const location = String(inputs.location ?? "fsn1");
    const region = regionNumber(location) ?? refuse("invalid_input", `invalid input in field 'location'`);
    if (!networkZoneOf(location)) refuse("invalid_input", `invalid input in field 'location'`);
    if (!serverTypes.test(String(inputs.serverType)))
      refuse("not_found", `server type ${inputs.serverType} not found`);
    if (!images.test(String(inputs.image))) {
      refuse("not_found", `image ${inputs.image} for architecture x86 not found`);
    }
    if (Buffer.byteLength(String(inputs.userData ?? "")) > maxUserDataBytes) {
      refuse("invalid_input", "invalid input in field 'user_data': [Length must be between 0 and 32768.]");
    }
    checkProtection(inputs);
    checkPlacement(inputs, content);
    checkPublicNet(location, inputs, content);
    const publicNet = publicNetOf(inputs);
    const isOpen = publicNet === undefined || (publicNet.ipv4Enabled !== false && isNothing(publicNet.ipv4));
    const own = isOpen ? `${ipv4Prefix(region)}${freeHostNumber(region, [content])}` : "";
    return {
      id,
      outputs: {
        location,
        ipv4Address: own,
        backupWindow: "",
        primaryDiskSize: 80,
        status: "running",
        firewallIds: [],
      },
    };
  },
  PrimaryIp: ({ inputs, content }) => {
    const location = String(inputs.location ?? "fsn1");
    const region = regionNumber(location) ?? refuse("invalid_input", `invalid input in field 'location'`);
    const number = freeHostNumber(region, [content]);
    const network = `${ipv6Prefix(region)}${number.toString(16)}::`;
    const address =
      inputs.type === "ipv6"
        ? { ipAddress: network, ipNetwork: `${network}/64` }
        : { ipAddress: `${ipv4Prefix(region)}${number}`, ipNetwork: "" };
    return { outputs: { location, assigneeType: "server", ...address } };
  },
  NetworkSubnet: ({ inputs }) => ({
    id: `${inputs.networkId}-${inputs.ipRange}`,
    outputs: { gateway: String(inputs.ipRange).replace(/\.\d+\/\d+$/, ".1") },
  }),
  ServerNetwork: ({ inputs, content }) => {
    const networkId = String(inputs.networkId ?? String(inputs.subnetId).split("-")[0]);
    const location = String(findRecord(content, server, String(inputs.serverId))?.props.location);
    const subnets = recordsOf(content, typeOf("NetworkSubnet")).filter(
      ({ props }) => isEqualId(props.networkId, networkId) && props.networkZone === networkZoneOf(location),
    );
    if (subnets.length === 0) refuse("no_subnet_available", "no subnet available in network zone");
    const isTaken = recordsOf(content, typeOf("ServerNetwork")).some(
      ({ props }) =>
        inputs.ip !== undefined && props.ip === inputs.ip && isEqualId(props.networkId, networkId),
    );
    if (isTaken) refuse("ip_not_available", "ip not available");
    const range = String(subnets[0]!.props.ipRange).replace(/\d+\/\d+$/, "");
    const ip = inputs.ip ?? `${range}${recordsOf(content, typeOf("ServerNetwork")).length + 2}`;
    return {
      id: `${inputs.serverId}-${networkId}`,
      outputs: { networkId: Number(networkId), ip, aliasIps: [], macAddress: "86:00:00:00:00:01" },
    };
  },
  Volume: ({ inputs, content }) => {
    const holder = findRecord(content, server, String(inputs.serverId));
    const location = inputs.location ?? holder?.props.location;
    if (!location) refuse("invalid_input", "location or server must be given");
    return { outputs: { location } };
  },
  VolumeAttachment: ({ inputs, content }) => {
    const at = (type: string, id: unknown) => findRecord(content, type, String(id))?.props.location;
    if (at(volume, inputs.volumeId) !== at(server, inputs.serverId)) {
      refuse("invalid_input", "volume and server must be in the same location");
    }
    const holder = recordsOf(content, volumeAttachment!).find(({ props }) =>
      isEqualId(props.volumeId, inputs.volumeId),
    );
    if (holder) refuse("volume_already_attached", "volume is already attached to a server");
    return { id: String(inputs.volumeId), outputs: {} };
  },
  FirewallAttachment: ({ inputs }) => ({ id: String(inputs.firewallId), outputs: {} }),
  SshKey: ({ inputs, content }) => {
    const isTaken = recordsOf(content, typeOf("SshKey")).some(
      ({ props }) => props.publicKey === inputs.publicKey,
    );
    if (isTaken) refuse("uniqueness_error", "SSH key not unique");
    return { outputs: { fingerprint: createHash("md5").update(String(inputs.publicKey)).digest("hex") } };
  },
  Rdns: ({ inputs }) => ({
    id: `${inputs.primaryIpId ? `p-${inputs.primaryIpId}` : `s-${inputs.serverId}`}-${inputs.ipAddress}`,
    outputs: {},
  }),
  Zone: () => ({
    outputs: { authoritativeNameservers: { assigneds: ["hydrogen.ns.hetzner.com."] }, registrar: "other" },
  }),
  ZoneRecord: ({ inputs }) => ({
    id: `${inputs.zone}/${inputs.name}/${inputs.type}/${inputs.value}`,
    outputs: {},
  }),
  ZoneRrset: ({ inputs }) => ({ id: `${inputs.name}/${inputs.type}`, outputs: {} }),
};

function deriveServer({ id, props }: CloudRecord, content: CloudContent): Properties {
  const publicNet = publicNetOf(props);
  const address = (key: string) => findRecord(content, primaryIp, String(publicNet?.[key] ?? ""))?.props;
  const attached = recordsOf(content, firewallAttachment!).filter(({ props: { serverIds } }) =>
    asList(serverIds).some((serverId) => isEqualId(serverId, id)),
  );
  const firewalls = [
    ...asList(props.firewallIds),
    ...attached.map(({ props: { firewallId } }) => firewallId),
  ];
  const network = String(address("ipv6")?.ipAddress ?? "");
  return {
    ipv4Address: address("ipv4")?.ipAddress ?? props.ipv4Address,
    ipv6Address: network && `${network}1`,
    ipv6Network: network && `${network}/64`,
    firewallIds: [...new Set(firewalls.map(Number))],
  };
}

const derivations: Record<string, (record: CloudRecord, content: CloudContent) => Properties> = {
  Server: deriveServer,
  PrimaryIp: ({ id, props }, content) => {
    const holder = recordsOf(content, server).find((record) =>
      isEqualId(publicNetOf(record.props)?.[String(props.type)], id),
    );
    return { assigneeId: holder ? Number(holder.id) : 0 };
  },
  PlacementGroup: ({ id }, content) => ({
    servers: recordsOf(content, server)
      .filter(({ props }) => isEqualId(props.placementGroupId, id))
      .map((record) => Number(record.id)),
  }),
  Volume: ({ id }, content) => {
    const attachment = recordsOf(content, volumeAttachment!).find(({ props }) =>
      isEqualId(props.volumeId, id),
    );
    return {
      linuxDevice: `/dev/disk/by-id/scsi-0HC_Volume_${id}`,
      ...(attachment ? { serverId: attachment.props.serverId } : {}),
    };
  },
};

const faults: Record<FaultKind, [code: string, message: string]> = {
  quota: ["resource_limit_exceeded", "server limit exceeded"],
  conflict: ["conflict", "the resource has changed during the request, please retry"],
  rateLimit: ["rate_limit_exceeded", "limit of 3600 requests per hour reached"],
  locked: ["locked", "the item you are trying to access is locked"],
  lost: [
    "timeout",
    'Post "https://api.hetzner.cloud/v1": net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
  ],
  unfinished: ["action_failed", "action did not finish in time"],
};

export const hcloud: Behaviour = {
  configure({ args, environment }) {
    const token = String(args.token ?? environment.HCLOUD_TOKEN ?? "");
    if (token === "")
      refuse("unauthorized", "Missing Hetzner Cloud API token: set hcloud:token or HCLOUD_TOKEN");
    if (token.length !== 64) {
      refuse("unauthorized", "entered token is invalid (must be exactly 64 characters long)");
    }
  },
  make(making) {
    checkName(making);
    const number = String(making.content.nextNumber);
    making.content.nextNumber += 1;
    const made = makers[shortOf(making.type)]?.(making, number);
    return { id: made?.id ?? number, outputs: made?.outputs ?? {} };
  },
  alter({ type, id, props }, inputs, content) {
    if (type === server) {
      checkProtection(inputs);
      checkPlacement(inputs, content, id);
      checkPublicNet(String(props.location), inputs, content, id);
    }
    if (type === volume && Number(inputs.size) < Number(props.size)) {
      refuse("invalid_input", "volume size can only be increased");
    }
    return {};
  },
  derive: (record, content) => derivations[shortOf(record.type)]?.(record, content) ?? {},
  beforeDelete({ type, id, props }, content) {
    if (props.deleteProtection === true)
      refuse("protected", `${shortOf(type).toLowerCase()} deletion is protected`);
    if (type !== server) return;
    // A deleted server takes its attachments with it, and the addresses that were told to go with it.
    content.records = content.records.filter((record) => {
      const isItsOwn = record.type !== volume && isEqualId(record.props.serverId ?? "", id);
      const holds = isEqualId(publicNetOf(props)?.[String(record.props.type)] ?? "", record.id);
      return !isItsOwn && !(record.type === primaryIp && holds && record.props.autoDelete === true);
    });
  },
  keep(type, property, value) {
    if (type !== server || property !== "userData") return value;
    return isHash(value) ? value : createHash("sha1").update(String(value)).digest("base64");
  },
  invoke: (token) => refuse("not_found", `unknown function ${token}`),
  inUse: (what) => new CloudRefusal("resource_in_use", what),
  faultOf: (kind) => new CloudRefusal(...faults[kind]),
  tell: ({ code, message }) => `${message} (${code})`,
};

const isHash = (value: unknown): boolean => /^[A-Za-z0-9+/]{27}=$/.test(String(value));
