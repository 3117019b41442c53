import { all, type Output, type Resource, secret } from "@pulumi/pulumi";
import type { Plan, PlannedHost } from "../plan/plan";
import { meshPort, sshPort } from "../plan/portCatalogue";
import { renderCloudInit } from "../render/cloudInit";
import { BootKey } from "../resources/machines/bootKey";
import { FirstBoot } from "../resources/machines/firstBoot";
import type { MachineGuard, MadeHost, OperatorKey } from "./hostMaker";
import { packUserData } from "./packUserData";

export interface FirstContactArgs {
  plan: Plan;
  host: PlannedHost;
  key: OperatorKey;
  parent: Resource;
}

/** What a cloud's maker makes one machine of. */
export interface MachineArgs extends FirstContactArgs {
  guard: MachineGuard;
}

/** What a machine is told before it first starts: its user data, with a host key for the first contact in it. */
export function prepareFirstBoot(
  { plan, host, key, parent }: FirstContactArgs,
  device: Output<string> | undefined,
) {
  const bootKey = new BootKey(
    `${host.name}-boot-key`,
    { stack: plan.stack, host: host.name, round: String(host.rebuild ?? 0) },
    { parent },
  );
  const { publicKey, privateKey } = bootKey;
  const userData = all([publicKey, privateKey, key.publicKey, device]).apply(
    ([bootPublicKey, bootPrivateKey, authorizedKey, disk]) =>
      packUserData(
        renderCloudInit(plan, host, {
          bootKey: { publicKey: bootPublicKey, privateKey: bootPrivateKey },
          authorizedKeys: [authorizedKey],
          ...(disk === undefined ? {} : { disk: { device: disk } }),
        }),
        { host: host.name, provider: host.provider },
      ),
  );
  return { bootKey, userData: secret(userData) };
}

export interface MachineFacts {
  machine: Resource;
  machineId: Output<string>;
  publicAddress: Output<string>;
  bootKey: BootKey;
  /** Switches the machine on when it was found off. */
  power: Resource;
  /** Attachments that first boot waits for. */
  dependsOn: Resource[];
}

/** Meets the machine, and tells of it what every maker tells. */
export function meetMachine(
  { plan, host, key, parent }: FirstContactArgs,
  { machine, machineId, publicAddress, bootKey, power, dependsOn }: MachineFacts,
): MadeHost {
  const boot = new FirstBoot(
    `${host.name}-first-boot`,
    {
      stack: plan.stack,
      host: host.name,
      address: publicAddress,
      port: sshPort,
      bootHostKey: bootKey.publicKey,
      keyFile: key.file,
      machineId,
    },
    { parent, dependsOn: [power, ...dependsOn], deletedWith: machine },
  );
  return {
    connection: boot.connection,
    machine,
    machineId,
    needs: [power, boot],
    publicAddress,
    meshPublicKey: boot.meshPublicKey,
    meshEndpoint: publicAddress.apply((address) => `${address}:${meshPort}`),
  };
}
