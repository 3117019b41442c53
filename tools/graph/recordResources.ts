import { runtime } from "@pulumi/pulumi";
import { makeOutputs } from "./makeOutputs";

/** One resource as the program registers it with the engine. */
export interface RecordedResource {
  name: string;
  type: string;
  parent?: string;
  provider?: string;
  inputs: Record<string, unknown>;
  dependsOn: string[];
  deletedWith?: string;
  ignoreChanges?: string[];
  secretOutputs?: string[];
  replacementTrigger?: unknown;
  isProtected?: true;
  isReplacedByDeletingFirst?: true;
  isRetainedOnDelete?: true;
}

export interface RecordOptions {
  stack: string;
  /** What a preview sees: nothing exists yet, so nothing that a provider tells is known. */
  isPreview?: boolean;
  /** Pulumi settings of the stack (`aws:profile`). */
  settings?: Record<string, string>;
}

// sdk/nodejs/runtime/rpc: how values travel to the engine.
const secretMark = { key: "4dabf18193072939515e22adb298388d", value: "1b47061264138c4ac30d75fd1eb44270" };
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const secretShown = "***";
export const unknownShown = "(not known yet)";

/** Runs a program against nothing, and tells what it would have registered, sorted by name. */
export async function recordResources(
  program: () => unknown,
  { stack, isPreview = false, settings = {} }: RecordOptions,
): Promise<RecordedResource[]> {
  const recorded: RecordedResource[] = [];
  runtime.setAllConfig(settings);
  await runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) =>
        isPreview ? { id: "", state: inputs } : makeOutputs({ type, name, inputs }),
      call: ({ token, inputs }) => ({
        ...inputs,
        id: token.endsWith("getAmi") ? "ami-0123456789abcdef0" : token,
      }),
    },
    "cordillera",
    stack,
    isPreview,
  );
  watchMonitor((request) => recorded.push(readRequest(request)));
  await program();
  // Public in the SDK's code, left out of its types.
  await (runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
  const orderOf = ({ name, type }: RecordedResource) => `${name} ${type}`;
  return recorded.sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

/** The part of a registration that is read here; the SDK gives it no public type. */
interface Registration {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProvider(): string;
  getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
  getDependenciesList(): string[];
  getDeletedwith(): string;
  getIgnorechangesList(): string[];
  getAdditionalsecretoutputsList(): string[];
  getReplacementTrigger(): { toJavaScript(): unknown } | undefined;
  getProtect(): boolean;
  getDeletebeforereplace(): boolean;
  getRetainondelete(): boolean;
}

type Register = (request: Registration, callback: unknown) => unknown;

// Mocks are told of inputs alone; what a resource's options came to is in the request.
function watchMonitor(see: (request: Registration) => void): void {
  const monitor = runtime.getMonitor() as unknown as { registerResource: Register };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    see(request);
    return register(request, callback);
  };
}

const nameOf = (urn: string): string => urn.split("::").at(-1)!;

function readRequest(request: Registration): RecordedResource {
  const parent = request.getParent();
  // `<urn of the provider>::<its id>`
  const provider = request.getProvider().split("::").slice(0, -1).join("::");
  const trigger = request.getReplacementTrigger();
  return {
    name: request.getName(),
    type: request.getType(),
    ...(parent && !parent.includes("pulumi:pulumi:Stack") ? { parent: nameOf(parent) } : {}),
    ...(provider ? { provider: nameOf(provider) } : {}),
    inputs: showValue(request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>,
    dependsOn: [...new Set(request.getDependenciesList().map(nameOf))].sort(),
    ...(request.getDeletedwith() ? { deletedWith: nameOf(request.getDeletedwith()) } : {}),
    ...listIfAny("ignoreChanges", request.getIgnorechangesList()),
    ...listIfAny("secretOutputs", request.getAdditionalsecretoutputsList()),
    ...(trigger ? { replacementTrigger: trigger.toJavaScript() } : {}),
    ...(request.getProtect() ? { isProtected: true } : {}),
    ...(request.getDeletebeforereplace() ? { isReplacedByDeletingFirst: true } : {}),
    ...(request.getRetainondelete() ? { isRetainedOnDelete: true } : {}),
  };
}

const listIfAny = <K extends string>(key: K, list: string[]) =>
  (list.length > 0 ? { [key]: list } : {}) as Partial<Record<K, string[]>>;

function showValue(value: unknown): unknown {
  if (value === unknownText) return unknownShown;
  if (Array.isArray(value)) return value.map(showValue);
  if (typeof value !== "object" || value === null) return value;
  const bag = value as Record<string, unknown>;
  if (bag[secretMark.key] === secretMark.value) return secretShown;
  return Object.fromEntries(Object.entries(bag).map(([key, each]) => [key, showValue(each)]));
}
