import { planDataDiskGb } from "../plan/dataDisk";
import { type Role, roles } from "../vocab/words";
import type { JudgedResource } from "./rule";

export type LabelName = "stack" | "network" | "role" | "host";

/** What a resource is labelled with; providers call labels tags. Undefined while they are not known. */
export function labelsOf({ props }: JudgedResource): Record<string, string> | undefined {
  return (props.labels ?? props.tags) as Record<string, string> | undefined;
}

export const labelOf = (resource: JudgedResource, name: LabelName): string | undefined =>
  labelsOf(resource)?.[`cordillera.${name}`];

/** Whether a host of these roles keeps what cannot be made again. */
export function isStateful(roleLabel: string | undefined): boolean {
  const named = (roleLabel ?? "").split(/[^a-z]+/);
  return planDataDiskGb({ roles: roles.filter((role: Role) => named.includes(role)) }) > 0;
}
