import { type Output, output } from "@pulumi/pulumi";

/**
 * The same value, unknown where it is unknown, without word of the resource that it comes from: that one must stand in
 * `dependsOn`. Where a deletion fails, the engine walks every path below it, and a property is a path of its own; a
 * chain of waves tied by two properties and `dependsOn` has 3^waves of them, and the engine does not come back.
 */
export function untracked<T>(value: Output<T>): Output<T> {
  const { promise } = value as unknown as { promise(withUnknowns: boolean): Promise<T> };
  return output(promise(true)) as Output<T>;
}
