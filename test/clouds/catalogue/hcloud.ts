import { off, on, readCatalogue, readProperties } from "./shape";

const datacenterRefusal =
  "Removed Attribute: The `datacenter` attribute was removed, use the `location` attribute instead";
const datacenter = { isComputed: true, refusal: datacenterRefusal };
const labelled = { labelsKey: "labels", nameKey: "name" } as const;
const server = "hcloud:index/server:Server";
const network = "hcloud:index/network:Network";

// Sources: the provider's documentation of v1.67 and its declared schema (ForceNew, RequiresReplace, Computed, Default).
export const hcloudCatalogue = readCatalogue({
  [server]: {
    ...labelled,
    inputs: {
      name: "",
      serverType: "required",
      image: "replaces computed",
      location: "replaces computed",
      datacenter,
      userData: "replaces",
      sshKeys: "replaces",
      labels: "",
      firewallIds: "computed set > hcloud:index/firewall:Firewall",
      ignoreRemoteFirewallIds: off,
      placementGroupId: "> hcloud:index/placementGroup:PlacementGroup",
      publicNets: {
        isSet: true,
        isComputed: true,
        of: readProperties({
          ipv4Enabled: on,
          ipv6Enabled: on,
          ipv4: "computed > hcloud:index/primaryIp:PrimaryIp",
          ipv6: "computed > hcloud:index/primaryIp:PrimaryIp",
        }),
      },
      networks: {
        isSet: true,
        isComputed: true,
        of: readProperties({
          networkId: `computed > ${network}`,
          subnetId: "computed > hcloud:index/networkSubnet:NetworkSubnet",
          ip: "computed",
          aliasIps: "computed set",
          macAddress: "computed",
        }),
      },
      allowDeprecatedImages: "",
      backups: off,
      iso: "",
      rescue: "",
      keepDisk: off,
      deleteProtection: off,
      rebuildProtection: off,
      shutdownBeforeDeletion: off,
    },
    outputs: ["backupWindow", "ipv4Address", "ipv6Address", "ipv6Network", "primaryDiskSize", "status"],
  },
  "hcloud:index/primaryIp:PrimaryIp": {
    ...labelled,
    heldBy: [server],
    inputs: {
      name: "",
      type: "required replaces",
      location: "replaces computed",
      datacenter,
      assigneeId: `computed > ${server}`,
      assigneeType: "computed",
      autoDelete: off,
      deleteProtection: off,
      labels: "",
    },
    outputs: ["ipAddress", "ipNetwork"],
  },
  [network]: {
    ...labelled,
    inputs: {
      name: "",
      ipRange: "required replaces",
      labels: "",
      deleteProtection: off,
      exposeRoutesToVswitch: off,
    },
    outputs: [],
  },
  "hcloud:index/networkSubnet:NetworkSubnet": {
    heldBy: ["hcloud:index/serverNetwork:ServerNetwork"],
    inputs: {
      networkId: `required replaces > ${network}`,
      type: "required replaces",
      networkZone: "required replaces",
      ipRange: "required replaces",
      vswitchId: "replaces",
    },
    outputs: ["gateway"],
  },
  "hcloud:index/serverNetwork:ServerNetwork": {
    inputs: {
      serverId: `required replaces > ${server}`,
      networkId: `replaces computed > ${network}`,
      subnetId: "replaces > hcloud:index/networkSubnet:NetworkSubnet",
      ip: "replaces computed",
      aliasIps: "computed set",
    },
    outputs: ["macAddress"],
  },
  "hcloud:index/firewall:Firewall": {
    ...labelled,
    heldBy: [server, "hcloud:index/firewallAttachment:FirewallAttachment"],
    inputs: {
      name: "",
      labels: "computed",
      applyTos: {
        isSet: true,
        isComputed: true,
        of: readProperties({ labelSelector: "computed", server: `computed > ${server}` }),
      },
      rules: {
        isSet: true,
        of: readProperties({
          direction: "required",
          protocol: "required",
          port: "",
          sourceIps: "set",
          destinationIps: "set",
          description: "",
        }),
      },
    },
    outputs: [],
  },
  "hcloud:index/firewallAttachment:FirewallAttachment": {
    inputs: {
      firewallId: "required replaces > hcloud:index/firewall:Firewall",
      labelSelectors: "set",
      serverIds: `set > ${server}`,
    },
    outputs: [],
  },
  "hcloud:index/placementGroup:PlacementGroup": {
    ...labelled,
    inputs: { name: "", type: "required", labels: "" },
    outputs: ["servers"],
  },
  "hcloud:index/volume:Volume": {
    ...labelled,
    inputs: {
      name: "",
      size: "required",
      location: "replaces computed",
      serverId: `computed > ${server}`,
      labels: "",
      automount: "",
      format: "",
      deleteProtection: off,
    },
    outputs: ["linuxDevice"],
  },
  "hcloud:index/volumeAttachment:VolumeAttachment": {
    inputs: {
      volumeId: "required replaces > hcloud:index/volume:Volume",
      serverId: `required replaces > ${server}`,
      automount: "computed",
    },
    outputs: [],
  },
  "hcloud:index/sshKey:SshKey": {
    ...labelled,
    inputs: { name: "", publicKey: "required replaces", labels: "" },
    outputs: ["fingerprint"],
  },
  "hcloud:index/rdns:Rdns": {
    inputs: {
      ipAddress: "required replaces",
      dnsPtr: "required",
      serverId: `replaces > ${server}`,
      primaryIpId: "replaces > hcloud:index/primaryIp:PrimaryIp",
      floatingIpId: "replaces",
      loadBalancerId: "replaces",
    },
    outputs: [],
  },
  "hcloud:index/zone:Zone": {
    ...labelled,
    inputs: {
      name: "replaces",
      mode: "required replaces",
      ttl: { default: 3600 },
      labels: "",
      deleteProtection: off,
      primaryNameservers: {
        isComputed: true,
        of: readProperties({
          address: "required",
          port: { default: 53 },
          tsigAlgorithm: "",
          tsigKey: "",
        }),
      },
    },
    outputs: ["authoritativeNameservers", "registrar"],
  },
  "hcloud:index/zoneRecord:ZoneRecord": {
    nameKey: "name",
    inputs: {
      zone: "required replaces",
      name: "replaces",
      type: "required replaces",
      value: "required replaces",
      comment: "computed",
    },
    outputs: [],
  },
  "hcloud:index/zoneRrset:ZoneRrset": {
    ...labelled,
    inputs: {
      zone: "required replaces",
      name: "replaces",
      type: "required replaces",
      ttl: "",
      labels: "",
      changeProtection: off,
      records: { isRequired: true, isSet: true, of: readProperties({ value: "required", comment: "" }) },
    },
    outputs: [],
  },
});
