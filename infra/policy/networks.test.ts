import { join } from "node:path";
import { recordStack } from "../../tools/graph/goldenGraph";
import { type RecordedResource, secretShown, unknownShown } from "../../tools/graph/recordResources";
import { provider as contractState } from "../resources/contracts/contractStateProvider";
import type { JudgedResource } from "./rule";
import { imagesByDigest } from "./rules/imagesByDigest";
import { labelsPresent } from "./rules/labelsPresent";
import { openPorts } from "./rules/openPorts";
import { plainSecrets } from "./rules/plainSecrets";
import { protectedHosts } from "./rules/protectedHosts";

const rules = [imagesByDigest, labelsPresent, openPorts, protectedHosts, plainSecrets([])];

/** Drops what is a secret or not known, as the engine's view of it does. */
function known(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter(isTold).map(known);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => isTold(item))
      .map(([key, item]) => [key, known(item)]),
  );
}
const isTold = (value: unknown) => value !== secretShown && value !== unknownShown;

function judgedOf({ name, type, inputs, isProtected }: RecordedResource, stack: string): JudgedResource {
  // The engine shows policies no key that begins so.
  const { __provider: _text, ...shown } = inputs;
  const props = known(shown) as Record<string, unknown>;
  const unknownKeys = Object.keys(shown).filter((key) => !(key in props));
  return { name, type, stack, props, plainProps: props, unknownKeys, isProtected: isProtected === true };
}

describe.each(["testnet", "mainnet"])("the resources of %s", (stack) => {
  let resources: RecordedResource[];
  beforeAll(async () => {
    resources = await recordStack(stack, { rootDir: join(__dirname, "../.."), isPreview: false });
  }, 120_000);

  test("keep to every rule", () => {
    const faults = resources
      .map((resource) => judgedOf(resource, stack))
      .flatMap((resource) =>
        rules.flatMap(({ name, findFaults }) =>
          findFaults(resource).map((fault) => `${resource.name}: ${name}: ${fault}`),
        ),
      );
    expect(faults).toEqual([]);
  });

  // The engine shows policies what the providers' checks have made of the inputs.
  test("hold no secret once their providers have completed them", async () => {
    const states = resources.filter(({ type }) => type.endsWith(":ContractState"));
    expect(states.length).toBeGreaterThan(2);
    for (const { name, type, inputs } of states) {
      const completed = (await contractState.check!({}, inputs)).inputs;
      expect(Object.keys(completed.values).length).toBeGreaterThan(2);
      const judged = judgedOf({ name, type, inputs: completed } as RecordedResource, stack);
      expect(plainSecrets([]).findFaults(judged)).toEqual([]);
    }
  });

  // A rule that knows none of the types would pass anything.
  test("would each be missed without its labels", () => {
    const labelled = resources.filter(({ inputs }) => inputs.labels ?? inputs.tags);
    const bare = labelled.map((resource) => judgedOf({ ...resource, inputs: {} }, stack));
    expect(labelled.length).toBeGreaterThan(20);
    expect(bare.filter((each) => labelsPresent.findFaults(each).length === 0)).toEqual([]);
  });

  test("are protected on mainnet, every disk and every host that has one", () => {
    const open = resources.map((each) => judgedOf({ ...each, isProtected: undefined }, stack));
    const found = open.filter((each) => protectedHosts.findFaults(each).length > 0);
    const disks = resources.filter(({ type }) => type.endsWith("volume:Volume"));
    expect(found).toHaveLength(stack === "mainnet" ? 2 * disks.length : 0);
  });
});
