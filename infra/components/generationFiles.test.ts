import { type Output, output, runtime, unknown } from "@pulumi/pulumi";
import { exampleCloud, parseExample } from "../../test/unit/exampleNetwork";
import { makeGoldenIdentities } from "../../tools/goldenIdentities";
import type { HostIdentityFacts } from "../plan/plan";
import { planNetwork } from "../plan/planNetwork";
import { generationFiles } from "./generationFiles";

const newcomer = "fsn1-rpc-1";
const description = exampleCloud();
description.hosts.push({
  ...description.hosts.find(({ roles }) => (roles as string[]).includes("sequencer"))!,
  ...{ name: newcomer, roles: ["rpc"], power: 0 },
});
const plan = planNetwork(parseExample(description));
const golden = makeGoldenIdentities(plan.hosts);
const identities = Object.fromEntries(
  plan.hosts.map(({ name }) => [
    name,
    (name === newcomer ? output(unknown) : output(golden[name]!)) as Output<HostIdentityFacts>,
  ]),
);
const facts = { identities, cometGenesis: output("comet"), gethGenesis: output("geth") };

async function unknownFiles(hostName: string): Promise<string[]> {
  const host = plan.hosts.find(({ name }) => name === hostName)!;
  const files = Object.entries(generationFiles(plan, host, facts));
  const known = await Promise.all(
    files.map(([, text]) => (output(text) as unknown as { isKnown: Promise<boolean> }).isKnown),
  );
  return files
    .map(([path]) => path)
    .filter((_path, i) => !known[i])
    .sort();
}

beforeAll(() =>
  runtime.setMocks({ call: () => ({}), newResource: () => ({ id: "", state: {} }) }, "p", "s", true),
);

describe("generationFiles in a preview of a network that is born", () => {
  test("of a host beside one that is still to be made: unknown are the files that name it as a peer", async () => {
    expect(await unknownFiles("fsn1-sequencer-1")).toEqual([
      "files/cometbft/config.toml",
      "files/geth/geth.toml",
    ]);
  });

  test("of the new host itself: its own keys, and no genesis", async () => {
    expect(await unknownFiles(newcomer)).toEqual(["files/app/identity.json"]);
  });

  test("of hosts that run no node: nothing", async () => {
    expect(await unknownFiles("fsn1-edge-1")).toEqual([]);
  });
});
