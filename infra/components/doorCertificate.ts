import type { ComponentResourceOptions, CustomResourceOptions, Input, Output } from "@pulumi/pulumi";
import type { Plan, PlannedHost } from "../plan/plan";
import { planDoorNames } from "../plan/planTls";
import { DoorCertificate } from "../resources/certificates/doorCertificate";
import type { Connection } from "../resources/sessions/hostSession";

export interface DoorCertificateArgs {
  machineId: Input<string>;
  connection: Output<Connection>;
  publicAddress: Output<string>;
}

/** The certificate of an edge's front door; undefined for a host that has none. */
export function applyDoorCertificate(
  plan: Plan,
  host: PlannedHost,
  { machineId, connection, publicAddress }: DoorCertificateArgs,
  opts: CustomResourceOptions & ComponentResourceOptions,
): DoorCertificate | undefined {
  if (!host.services.some(({ name }) => name === "haproxy")) return undefined;
  const names = planDoorNames(plan, host);
  return new DoorCertificate(
    `${host.name}-certificate`,
    {
      stack: plan.stack,
      host: host.name,
      network: plan.network,
      machineId,
      connection,
      names: publicAddress.apply((address) => [...new Set([...names, address])]),
      folder: `.cordillera/stacks/${plan.stack}`,
    },
    opts,
  );
}
