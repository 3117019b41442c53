import { ComponentResource, type ComponentResourceOptions, type Output, type Resource } from "@pulumi/pulumi";
import type { HostMaker } from "../hosts/hostMaker";
import type { HostIdentityFacts, Plan, PlannedHost } from "../plan/plan";
import { HostIdentity } from "../resources/hostIdentity";
import { HostImages } from "../resources/hostImages";
import type { Connection } from "../resources/hostSession";

export interface HostArgs {
  plan: Plan;
  host: PlannedHost;
  make: HostMaker;
}

/** One machine of the network, whoever makes it: reachable, with its keys and its images. */
export class Host extends ComponentResource {
  readonly planned: PlannedHost;
  readonly connection: Output<Connection>;
  readonly identity: Output<HostIdentityFacts>;
  readonly images: HostImages;
  /** What goes when the host goes. */
  readonly machine: Resource;

  constructor(name: string, { plan, host, make }: HostArgs, opts?: ComponentResourceOptions) {
    super("cordillera:index:Host", name, { region: host.region, roles: host.roles }, opts);
    const { connection, machine, needs } = make(host, this);
    this.planned = host;
    this.machine = machine;
    this.connection = connection;
    // What stands on a machine goes with it.
    const onMachine = { parent: this, deletedWith: machine, dependsOn: [machine, ...needs] };
    const at = { stack: plan.stack, host: host.name, connection };
    const images = host.services.map(({ image }) => image).sort();
    this.images = new HostImages(`${name}-images`, { ...at, images }, onMachine);
    this.identity = new HostIdentity(
      `${name}-identity`,
      {
        ...at,
        network: plan.network,
        services: host.services.map((service) => service.name),
        appImage: plan.release.images.app,
      },
      onMachine,
    ).identity;
    this.registerOutputs({ connection });
  }
}
