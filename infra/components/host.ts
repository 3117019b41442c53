import {
  ComponentResource,
  type ComponentResourceOptions,
  type CustomResourceOptions,
  type Output,
  type Resource,
} from "@pulumi/pulumi";
import type { HostMaker } from "../hosts/hostMaker";
import type { HostIdentityFacts, Plan, PlannedHost } from "../plan/plan";
import { HostIdentity } from "../resources/identities/hostIdentity";
import { HostImages } from "../resources/images/hostImages";
import { RegistryLogin, type RegistryLoginInputs } from "../resources/images/registryLogin";
import type { ResourceArgs } from "../resources/inputs";
import type { Connection } from "../resources/sessions/hostSession";
import { applyDoorCertificate } from "./doorCertificate";
import type { RegistryAccess } from "./readRegistryLogin";

export interface HostArgs {
  plan: Plan;
  host: PlannedHost;
  make: HostMaker;
  /** For the registry of the description; undefined where it answers to everybody. */
  registryLogin?: RegistryAccess | undefined;
}

/** One machine of the network, whoever makes it: reachable, with its keys and its images. */
export class Host extends ComponentResource {
  readonly planned: PlannedHost;
  readonly connection: Output<Connection>;
  readonly identity: Output<HostIdentityFacts>;
  readonly images: HostImages;
  /** What stands on the host before its services start: folders, keys, an edge's certificate. */
  readonly prepared: Resource[];
  /** Certificate that clients of an edge are to trust, PEM. */
  readonly authority: Output<string> | undefined;
  /** What goes when the host goes. */
  readonly machine: Resource;
  /** Another one after a rebuild. */
  readonly machineId: Output<string>;
  readonly publicAddress: Output<string>;
  readonly publicAddressV6: Output<string> | undefined;
  readonly meshPublicKey: Output<string>;
  readonly meshEndpoint: Output<string>;

  constructor(name: string, { plan, host, make, registryLogin }: HostArgs, opts?: ComponentResourceOptions) {
    super("cordillera:index:Host", name, { region: host.region, roles: host.roles }, opts);
    const made = make(host, this);
    const { connection, machine, machineId, needs } = made;
    this.planned = host;
    this.machine = machine;
    this.machineId = machineId;
    this.connection = connection;
    this.publicAddress = made.publicAddress;
    this.publicAddressV6 = made.publicAddressV6;
    this.meshPublicKey = made.meshPublicKey;
    this.meshEndpoint = made.meshEndpoint;
    // What stands on a machine goes with it.
    const opened = { parent: this, deletedWith: machine, dependsOn: [machine, ...needs] };
    const at = { stack: plan.stack, host: host.name, connection };
    const login = loginOn(plan, host, registryLogin, { ...at, machineId }, opened);
    const onMachine = { ...opened, dependsOn: [...opened.dependsOn, ...login] };
    const images = host.services.map(({ image }) => image).sort();
    this.images = new HostImages(`${name}-images`, { ...at, machineId, images }, onMachine);
    const identity = new HostIdentity(
      `${name}-identity`,
      {
        ...at,
        network: plan.network,
        services: host.services.map((service) => service.name),
        appImage: plan.release.images.app,
        ...(host.remoteSigner ? { remoteSignerKey: host.remoteSigner.publicKey } : {}),
      },
      onMachine,
    );
    this.identity = identity.identity;
    const certificate = applyDoorCertificate(plan, host, made, {
      ...onMachine,
      dependsOn: [...onMachine.dependsOn, identity],
    });
    this.authority = certificate?.authority;
    this.prepared = [identity, ...(certificate ? [certificate] : [])];
    this.registerOutputs({ connection });
  }
}

/** Docker hosts pull from their stack's own registry, which answers to everybody on its network. */
function loginOn(
  plan: Plan,
  { name, provider }: PlannedHost,
  access: RegistryAccess | undefined,
  at: Pick<ResourceArgs<RegistryLoginInputs>, "stack" | "host" | "connection" | "machineId">,
  opts: CustomResourceOptions,
): RegistryLogin[] {
  if (!access || provider === "docker") return [];
  const registry = plan.release.images.app.split("/")[0]!;
  return [new RegistryLogin(`${name}-registry-login`, { ...at, registry, ...access }, opts)];
}
