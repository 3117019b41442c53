import type { JudgedResource } from "../../infra/policy/rule";

/** A resource for a policy rule; whatever is not given is plain and empty. */
export function judged(
  type: string,
  props: Record<string, unknown>,
  rest: Partial<JudgedResource> = {},
): JudgedResource {
  const nothing = { name: "it", stack: "testnet", unknownKeys: [], isProtected: false };
  return { ...nothing, type, props, plainProps: props, ...rest };
}
