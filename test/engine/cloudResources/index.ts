import { readFileSync } from "node:fs";
import { Config, CustomResource, type Output } from "@pulumi/pulumi";
import type { CloudResource } from "./resources";

const config = new Config();
const wanted = JSON.parse(readFileSync(config.require("resources"), "utf8")) as CloudResource[];

const made = new Map<string, CustomResource>();

/** `{ of: "name", key: "id" }` is that output of another resource; ids of Hetzner are numbers to their users. */
function resolve(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== "object" || value === null) return value;
  if ("of" in value) {
    const { of, key = "id", asNumber } = value as { of: string; key?: string; asNumber?: boolean };
    const outputs = made.get(of) as unknown as Record<string, Output<string>>;
    const known = outputs[key]!;
    return asNumber ? known.apply(Number) : known;
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
}

/** Any resource type: the outputs that references name are declared by being asked for. */
class AnyResource extends CustomResource {
  constructor({ type, name, inputs, outputs, options }: CloudResource) {
    const asked = Object.fromEntries((outputs ?? []).map((key) => [key, undefined]));
    super(type, name, { ...asked, ...(resolve(inputs) as object) }, options);
  }
}

for (const resource of wanted) made.set(resource.name, new AnyResource(resource));
