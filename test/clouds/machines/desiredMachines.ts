import { types } from "../catalogue/aws/network";
import { elasticAddressOf, interfaceOf } from "../cloud/awsDerivations";
import { type CloudContent, type CloudRecord, type Properties, recordsOf } from "../cloud/cloudState";
import { hcloud } from "../cloud/hcloud";
import { regionNumber } from "../cloud/regions";
import { asList, isEqualId } from "../plugin/values";
import { type OpenPort, readAwsRules, readHcloudRules } from "./openPorts";

export interface DesiredDisk {
  id: string;
  sizeGb: number;
  /** What the machine calls it. */
  device: string;
}

export interface DesiredMachine {
  id: string;
  name: string;
  region: number;
  ipv4: string;
  /** Empty where it has none. */
  ipv6: string;
  isRunning: boolean;
  disks: DesiredDisk[];
  /** What the provider's firewall lets in; undefined where no firewall is attached and everything comes in. */
  open: OpenPort[] | undefined;
}

/** Machines that the state of the Hetzner stand-in says exist. */
export function desiredServers(content: CloudContent): DesiredMachine[] {
  return recordsOf(content, "hcloud:index/server:Server").map((record) => {
    const derived = { ...record.props, ...hcloud.derive(record, content) } as Properties;
    return {
      id: record.id,
      name: String(record.props.name),
      region: regionNumber(String(record.props.location))!,
      ipv4: String(derived.ipv4Address ?? ""),
      ipv6: String(derived.ipv6Address ?? ""),
      isRunning: record.props.status === "running",
      disks: attachedTo(record, content, "hcloud:index/volume", "serverId").map(({ id, props }) => ({
        id,
        sizeGb: Number(props.size),
        device: `/dev/disk/by-id/scsi-0HC_Volume_${id}`,
      })),
      open: readHcloudRules(derived, content),
    };
  });
}

/** Machines that the state of the AWS stand-in says exist. */
export function desiredInstances(content: CloudContent): DesiredMachine[] {
  return recordsOf(content, types.instance).map((record) => {
    const { props } = record;
    const card = interfaceOf(props, content)?.props;
    return {
      id: record.id,
      name: String((props.tags as Properties | undefined)?.Name ?? record.id),
      region: regionNumber(String(props.region))!,
      ipv4: String(elasticAddressOf(record, content) ?? props.publicIp ?? ""),
      ipv6: String(asList(card?.ipv6Addresses ?? props.ipv6Addresses)[0] ?? ""),
      isRunning: props.instanceState === "running",
      disks: attachedTo(record, content, "aws:ebs/volume", "instanceId").map(({ id, props: { size } }) => ({
        id,
        sizeGb: Number(size),
        // The name that udev makes of a Nitro machine's volume.
        device: `/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${id.replace("-", "")}`,
      })),
      open: readAwsRules(card?.securityGroups ?? props.vpcSecurityGroupIds, content),
    };
  });
}

function attachedTo(
  machine: CloudRecord,
  content: CloudContent,
  volumeType: string,
  holderKey: string,
): CloudRecord[] {
  const attached = content.records.filter(
    ({ type, props }) => type.endsWith(":VolumeAttachment") && isEqualId(props[holderKey], machine.id),
  );
  return content.records.filter(
    ({ type, id, props }) =>
      type.startsWith(volumeType) &&
      type.endsWith(":Volume") &&
      (attached.some(({ props: { volumeId } }) => isEqualId(volumeId, id)) ||
        isEqualId(props[holderKey] ?? "", machine.id)),
  );
}
