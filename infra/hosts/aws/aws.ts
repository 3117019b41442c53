import { ebs, ec2, ec2transitgateway } from "@pulumi/aws";
import { planDataDiskGb, systemDiskGb } from "../../plan/dataDisk";
import { firewallName } from "../firewallOf";
import { type MachineArgs, meetMachine, prepareFirstBoot } from "../firstContact";
import type { HostMakerFactory, MadeHost } from "../hostMaker";
import { labelsOf } from "../labels";
import { physicalName } from "../physicalName";
import { type AwsRegion, makeAwsRegion } from "./region";

/** Hosts that are EC2 instances; credentials are `aws:profile`, `aws:accessKey` … or what AWS's own tools use. */
export const awsHosts: HostMakerFactory = (plan, key, guard) => {
  const hosts = plan.hosts.filter(({ provider }) => provider === "aws");
  const regions = [...new Set(hosts.map(({ region }) => region))].sort();
  const made = Object.fromEntries(
    regions.map((region) => [
      region,
      makeAwsRegion(
        plan,
        region,
        hosts.filter((host) => host.region === region),
      ),
    ]),
  );
  return (host, parent) => makeMachine({ plan, host, key, parent, guard }, made[host.region]!);
};

// Every machine type of the catalogue is of the Nitro kind, which shows a volume by its id.
const deviceOf = (volumeId: string) =>
  `/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${volumeId.replace("-", "")}`;

function makeMachine(args: MachineArgs, region: AwsRegion): MadeHost {
  const { plan, host, parent, guard } = args;
  const { provider, subnet } = region;
  const tagged = (suffix = "") => ({
    tags: { ...labelsOf(plan, host), Name: physicalName(plan, `${host.name}${suffix}`) },
  });
  const made = { parent, provider };
  const kept = { ...made, protect: host.isProtected ?? false };

  // Addresses and firewall hang on an interface that is there before the machine, and stays when it is rebuilt: no
  // moment without a firewall, none in which first boot has no way out.
  const card = new ec2.NetworkInterface(
    `${host.name}-interface`,
    {
      ...tagged(),
      subnetId: subnet.id,
      securityGroups: [region.securityGroups[firewallName(host)]!.id],
      ipv6AddressCount: 1,
      description: physicalName(plan, host.name),
    },
    { ...kept, dependsOn: region.route },
  );
  const address = new ec2.Eip(`${host.name}-ipv4`, { ...tagged("-ipv4"), domain: "vpc" }, kept);
  const association = new ec2.EipAssociation(
    `${host.name}-ipv4-association`,
    { allocationId: address.id, networkInterfaceId: card.id },
    made,
  );

  const size = planDataDiskGb(host);
  const disk =
    size > 0
      ? new ebs.Volume(
          `${host.name}-disk`,
          {
            ...tagged("-disk"),
            availabilityZone: subnet.availabilityZone,
            size,
            type: "gp3",
            encrypted: true,
          },
          kept,
        )
      : undefined;
  const { bootKey, userData } = prepareFirstBoot(args, disk?.id.apply(deviceOf));
  const isMachineProtected = (host.isProtected ?? false) && disk !== undefined;

  const machine = new ec2.Instance(
    `${host.name}-machine`,
    {
      ...tagged(),
      ami: region.imageId,
      instanceType: host.serverType!,
      primaryNetworkInterface: { networkInterfaceId: card.id },
      userDataBase64: userData,
      userDataReplaceOnChange: false,
      // No token, no answer; and none that crosses into a container.
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      rootBlockDevice: {
        encrypted: true,
        volumeType: "gp3",
        volumeSize: systemDiskGb,
        deleteOnTermination: true,
        ...tagged("-system"),
      },
      disableApiTermination: isMachineProtected,
    },
    {
      ...made,
      protect: isMachineProtected,
      dependsOn: [association, ...(guard ? [guard] : [])],
      // A newer image would delete a live machine, other user data would stop and start it. Hosts converge by
      // Release; a machine that is rebuilt on purpose takes the newest of both.
      ignoreChanges: ["ami", "userDataBase64"],
      replacementTrigger: host.rebuild ?? 0,
      // Interface and disk can belong to one machine at a time.
      deleteBeforeReplace: true,
    },
  );
  const mounts = disk
    ? [
        new ec2.VolumeAttachment(
          `${host.name}-disk-attachment`,
          {
            deviceName: "/dev/sdf",
            volumeId: disk.id,
            instanceId: machine.id,
            stopInstanceBeforeDetaching: true,
          },
          // Never taken off a running machine: AWS frees a disk when its machine, shut down, is terminated.
          { ...made, deletedWith: machine, retainOnDelete: true },
        ),
      ]
    : [];
  // The instance itself compares no power state.
  const power = new ec2transitgateway.InstanceState(
    `${host.name}-power`,
    { instanceId: machine.id, state: "running" },
    { ...made, deletedWith: machine },
  );
  const met = meetMachine(args, {
    machine,
    machineId: machine.id,
    publicAddress: address.publicIp,
    bootKey,
    power,
    dependsOn: [association, ...mounts],
  });
  return { ...met, publicAddressV6: card.ipv6Addresses.apply(([first]) => first!) };
}
