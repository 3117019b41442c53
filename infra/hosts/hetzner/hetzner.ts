import { PrimaryIp, Server, ServerNetwork, Volume, VolumeAttachment } from "@pulumi/hcloud";
import { planDataDiskGb } from "../../plan/dataDisk";
import { MachinePower } from "../../resources/machines/machinePower";
import { type MachineArgs, meetMachine, prepareFirstBoot } from "../firstContact";
import type { HostMakerFactory, MadeHost } from "../hostMaker";
import { idNumber } from "../idNumber";
import { labelsOf } from "../labels";
import { physicalName } from "../physicalName";
import { nameAddresses } from "./reverseNames";
import { type HetznerShared, makeHetznerShared } from "./shared";

const image = "debian-13";

/** Hosts that are Hetzner Cloud servers; credentials are `hcloud:token` or HCLOUD_TOKEN. */
export const hetznerHosts: HostMakerFactory = (plan, key, guard) => {
  const shared = makeHetznerShared(plan, key);
  return (host, parent) => makeMachine({ plan, host, key, parent, guard }, shared);
};

function makeMachine(args: MachineArgs, shared: HetznerShared): MadeHost {
  const { plan, host, parent, guard } = args;
  const labels = labelsOf(plan, host);
  const named = (suffix = "") => ({ name: physicalName(plan, `${host.name}${suffix}`), labels });
  const location = host.region;
  // Hetzner refuses to delete what carries its own flag, and the engine what carries `protect`.
  const deleteProtection = host.isProtected ?? false;
  const kept = { parent, protect: deleteProtection };

  const makeAddress = (type: "ipv4" | "ipv6") =>
    new PrimaryIp(
      `${host.name}-${type}`,
      // Not deleted with the machine that has it: it outlives every rebuild.
      { ...named(`-${type}`), type, location, assigneeType: "server", autoDelete: false, deleteProtection },
      kept,
    );
  const [ipv4, ipv6] = [makeAddress("ipv4"), makeAddress("ipv6")];

  const size = planDataDiskGb(host);
  const disk =
    size > 0
      ? new Volume(`${host.name}-disk`, { ...named("-disk"), location, size, deleteProtection }, kept)
      : undefined;
  const { bootKey, userData } = prepareFirstBoot(args, disk?.linuxDevice);
  const isMachineProtected = deleteProtection && disk !== undefined;

  const machine = new Server(
    `${host.name}-machine`,
    {
      ...named(),
      serverType: host.serverType!,
      image,
      location,
      userData,
      // By id: a key is not found by its name for a while after it was made.
      sshKeys: [shared.sshKey.id],
      publicNets: [{ ipv4Enabled: true, ipv4: idNumber(ipv4), ipv6Enabled: true, ipv6: idNumber(ipv6) }],
      // At creation: an attachment of its own would come after the machine answers.
      firewallIds: [idNumber(shared.firewallOf(host))],
      placementGroupId: idNumber(shared.groupOf(host)),
      // Services end before their disk goes.
      shutdownBeforeDeletion: true,
      // So that the machine type can be lowered again.
      keepDisk: true,
      deleteProtection: isMachineProtected,
      rebuildProtection: isMachineProtected,
    },
    {
      parent,
      dependsOn: guard ?? [],
      protect: isMachineProtected,
      // A change of these would delete a live machine, or power it off. Hosts converge by Release; a machine that
      // is rebuilt on purpose takes the newest of each, since a replacement starts from the program's inputs.
      ignoreChanges: ["userData", "sshKeys", "image", "placementGroupId"],
      replacementTrigger: host.rebuild ?? 0,
      // Name, addresses and disk can belong to one machine at a time.
      deleteBeforeReplace: true,
    },
  );

  const machineNumber = idNumber(machine);
  const onMachine = { parent, deletedWith: machine };
  const subnet = shared.subnetOf(host);
  // Hetzner attaches a machine only to a network that has a subnet.
  const attachment = new ServerNetwork(
    `${host.name}-network`,
    { serverId: machineNumber, subnetId: subnet.id },
    { ...onMachine, dependsOn: subnet },
  );
  const mounts = disk
    ? [
        new VolumeAttachment(
          `${host.name}-disk-attachment`,
          { volumeId: idNumber(disk), serverId: machineNumber, automount: false },
          // Never taken off a running machine: Hetzner frees a disk when its machine, shut down, is deleted.
          { ...onMachine, retainOnDelete: true },
        ),
      ]
    : [];
  const power = new MachinePower(
    `${host.name}-power`,
    { stack: plan.stack, host: host.name, machineId: machine.id },
    onMachine,
  );
  const met = meetMachine(args, {
    machine,
    machineId: machine.id,
    publicAddress: ipv4.ipAddress,
    bootKey,
    power,
    dependsOn: [attachment, ...mounts],
  });
  // Hetzner gives a machine a /64, tells its first address and puts the second one on the machine.
  const publicAddressV6 = ipv6.ipAddress.apply((first) => (first.endsWith("::") ? `${first}1` : first));
  nameAddresses(args, [
    { suffix: "ipv4", primaryIp: ipv4, ipAddress: ipv4.ipAddress },
    { suffix: "ipv6", primaryIp: ipv6, ipAddress: publicAddressV6 },
  ]);
  return { ...met, publicAddressV6 };
}
