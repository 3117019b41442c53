import { type Output, output, unknown } from "@pulumi/pulumi";

/** Of an output, what its type does not show. */
interface Inside<T> {
  isKnown: Promise<boolean>;
  promise(): Promise<T>;
}

/**
 * The same value, unknown where it is unknown, without word of the resource that it comes from: that one must stand in
 * `dependsOn`. Where a deletion fails, the engine walks every path below it, and a property is a path of its own; a
 * chain of waves tied by two properties and `dependsOn` has 3^waves of them, and the engine does not come back.
 */
export function untracked<T>(value: Output<T>): Output<T> {
  const inside = value as unknown as Inside<T>;
  const found = async () => ((await inside.isKnown) ? await inside.promise() : unknown);
  return output(found()) as Output<T>;
}
