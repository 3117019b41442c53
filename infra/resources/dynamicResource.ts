import { CustomResource, type CustomResourceOptions } from "@pulumi/pulumi";
import { providerText } from "./providerText";

/** Kinds of resources; each has its provider in the file of the same name. */
export const resourceKinds = [
  "BootKey",
  "Contract",
  "ContractState",
  "DoorCertificate",
  "FirstBoot",
  "Genesis",
  "HealthGate",
  "HostIdentity",
  "HostImages",
  "HostNetwork",
  "LocalHost",
  "LocalNetwork",
  "LocalRegistry",
  "MachineChanges",
  "MachinePower",
  "Membership",
  "OperatorKeys",
  "Registration",
  "RegistryLogin",
  "Release",
  "RemovalGuard",
] as const;
export type ResourceKind = (typeof resourceKinds)[number];

/**
 * A dynamic resource whose provider travels as the text of its source, bundled. The engine and its provider process
 * see the same as with `dynamic.Resource`; serialising ten providers from their closures takes four seconds of
 * every preview, and loses classes, private fields and whatever else a closure cannot carry.
 */
export abstract class DynamicResource extends CustomResource {
  constructor(
    kind: ResourceKind,
    name: string,
    args: object,
    outputs: string[],
    opts?: CustomResourceOptions,
  ) {
    const unknowns = Object.fromEntries(outputs.map((output) => [output, undefined]));
    const props = { ...unknowns, ...args, __provider: providerText(kind) };
    super(`pulumi-nodejs:dynamic/cordillera:${kind}`, name, props, opts);
  }
}
