import { rmSync } from "node:fs";
import { applyNetwork } from "../../infra/components/applyNetwork";
import { parseNetwork } from "../../infra/config/parseNetwork";
import { planNetwork } from "../../infra/plan/planNetwork";
import { readGoldenSource } from "../goldenStack";
import { makeFakeArtifacts } from "./fakeArtifacts";
import { type RecordedResource, recordResources, unknownShown } from "./recordResources";

export const graphStacks = ["testnet", "mainnet"];

/** All resources of a stack's program, as an `up` from nothing or its preview registers them. */
export async function recordStack(
  stack: string,
  { rootDir, isPreview }: { rootDir: string; isPreview: boolean },
): Promise<RecordedResource[]> {
  const plan = planNetwork(parseNetwork(readGoldenSource(stack, rootDir)));
  // The graph does not hang on whether contracts are compiled here, nor on what they are compiled to.
  const artifacts = makeFakeArtifacts();
  try {
    return await recordResources(() => applyNetwork(plan, { rootDir: artifacts }), { stack, isPreview });
  } finally {
    rmSync(artifacts, { recursive: true });
  }
}

/** The resource graph as sorted JSON: every resource of an `up`, and which inputs its first preview cannot know. */
export async function renderGraph(stack: string, rootDir: string): Promise<string> {
  const up = await recordStack(stack, { rootDir, isPreview: false });
  const preview = await recordStack(stack, { rootDir, isPreview: true });
  const unknown = preview.map(({ name, inputs }) => [name, unknownPaths(inputs)] as const);
  const graph = {
    resources: up.map(shorten),
    unknownInFirstPreview: Object.fromEntries(unknown.filter(([, paths]) => paths.length > 0)),
  };
  return `${JSON.stringify(graph, null, 1)}\n`;
}

/** Paths of inputs that are not known: `files` as a whole when one of them is not. */
export function unknownPaths(value: unknown, path = ""): string[] {
  if (value === unknownShown) return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value)
    .flatMap(([key, each]) => unknownPaths(each, path ? `${path}.${key}` : key))
    .sort();
}

/** Texts stand in the stack's golden plan; here it is their names that matter. */
export function shorten(resource: RecordedResource): RecordedResource {
  const { __provider: _text, ...inputs } = resource.inputs;
  return { ...resource, inputs: shortenValue(inputs) as Record<string, unknown> };
}

function shortenValue(value: unknown): unknown {
  if (typeof value === "string" && value.includes("\n")) return "(text)";
  if (Array.isArray(value)) return value.map(shortenValue);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.map(([key, each]) => [key, key === "connection" ? shortenConnection(each) : shortenValue(each)]),
  );
}

function shortenConnection(value: unknown): unknown {
  const { host, port } = (value ?? {}) as { host?: string; port?: number };
  return host === undefined ? value : `${host}:${port}`;
}
