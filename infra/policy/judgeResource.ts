import { type ResourceValidationArgs, Secret, UnknownValueError } from "@pulumi/policy";
import type { JudgedResource } from "./rule";

type Bag = Record<string, unknown>;
type Proxied = Bag & { __isSpecialProxy?: boolean; __getSpecialProxyTarget?: Proxied };

/** What the package's proxies stand for: only there are secrets told from other values. */
function rawOf(value: Proxied): Bag {
  let raw = value;
  while (raw.__isSpecialProxy) raw = raw.__getSpecialProxyTarget!;
  return raw;
}

/** A copy without what is not known yet and, where the package tells them, without secrets. */
function copyKnown(value: unknown, isWithSecrets: boolean): unknown {
  if (!(value instanceof Object)) return value;
  const bag = value as Proxied;
  const raw = rawOf(bag);
  const known = Object.keys(bag).flatMap((key): [string, unknown][] => {
    if (!isWithSecrets && raw[key] instanceof Secret) return [];
    try {
      return [[key, copyKnown(bag[key], isWithSecrets)]];
    } catch (error) {
      if (error instanceof UnknownValueError) return [];
      throw error;
    }
  });
  return Array.isArray(value) ? known.map(([, item]) => item) : Object.fromEntries(known);
}

type Args = Pick<ResourceValidationArgs, "type" | "name" | "urn" | "props" | "opts">;

/** A resource as the engine shows it to a policy, as plain data. */
export function judgeResource({ type, name, urn, props, opts }: Args): JudgedResource {
  const known = copyKnown(props, true) as Bag;
  return {
    type,
    name,
    stack: urn.split("::")[0]!.replace("urn:pulumi:", ""),
    props: known,
    plainProps: copyKnown(props, false) as Bag,
    unknownKeys: Object.keys(props).filter((key) => !(key in known)),
    isProtected: opts.protect,
  };
}
