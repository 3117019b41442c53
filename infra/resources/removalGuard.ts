import type { CustomResourceOptions } from "@pulumi/pulumi";
import { DynamicResource } from "./dynamicResource";

/**
 * Stands after everything of a network that must not be taken down: `pulumi destroy` meets it first. The engine looks
 * at `protect` when it deletes a resource, not before it deletes the first one; without this, a destroy would take
 * edges and firewalls away before it is refused at a machine.
 */
export class RemovalGuard extends DynamicResource {
  constructor(name: string, args: { stack: string }, opts: CustomResourceOptions) {
    super("RemovalGuard", name, args, [], opts);
  }
}
