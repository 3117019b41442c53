import { rmSync } from "node:fs";
import { applyNetwork } from "../../infra/components/applyNetwork";
import { planNetwork } from "../../infra/plan/planNetwork";
import { exampleCloud, parseExample } from "../../test/unit/exampleNetwork";
import { makeFakeArtifacts } from "./fakeArtifacts";
import { type RecordedResource, recordResources } from "./recordResources";

jest.setTimeout(120_000);

const artifacts = makeFakeArtifacts();
afterAll(() => rmSync(artifacts, { recursive: true }));

async function record(keys: object): Promise<Map<string, RecordedResource>> {
  const plan = planNetwork(parseExample({ ...exampleCloud(), ...keys }));
  const program = () => applyNetwork(plan, { rootDir: artifacts });
  const recorded = await recordResources(program, { stack: "example" });
  return new Map(recorded.map((resource) => [`${resource.type} ${resource.name}`, resource]));
}

const nameOf = (key: string) => key.split(" ")[1]!;

test("celestia, tls and dns add what they name, and touch no host that they do not concern", async () => {
  const plain = await record({});
  const full = await record({
    celestia: { network: "mocha", coreEndpoint: "consensus.example.org:9090" },
    tls: { names: ["rpc.example.org"], acme: { email: "ops@example.org" } },
    dns: { provider: "aws", domain: "example.org", name: "rpc.example.org" },
  });
  const added = [...full.keys()].filter((key) => !plain.has(key));
  expect(added.sort()).toEqual([
    "aws:route53/record:Record example-door-a",
    "aws:route53/record:Record example-door-aaaa",
    "hcloud:index/rdns:Rdns fsn1-edge-1-ipv4-name",
    "hcloud:index/rdns:Rdns fsn1-edge-1-ipv6-name",
    "pulumi:providers:aws dns-aws",
  ]);
  expect([...plain.keys()].filter((key) => !full.has(key))).toEqual([]);

  const changed = [...plain.keys()].filter(
    (key) => JSON.stringify(plain.get(key)) !== JSON.stringify(full.get(key)),
  );
  const sequencers = ["fsn1-sequencer-1", "hel1-sequencer-1", "nbg1-sequencer-1"];
  const ofHost = (host: string) => changed.map(nameOf).filter((name) => name.startsWith(host));
  for (const host of sequencers) {
    expect(ofHost(host)).toEqual(
      expect.arrayContaining([`${host}-identity`, `${host}-images`, `${host}-release`]),
    );
  }
  expect(ofHost("fsn1-edge-1")).toEqual(
    expect.arrayContaining(["fsn1-edge-1-identity", "fsn1-edge-1-release"]),
  );
  for (const name of changed.map(nameOf).filter((each) => /-(machine|disk|ipv4|firewall)$/.test(each))) {
    throw new Error(`${name} would change: a machine must not`);
  }
  expect(ofHost("hel1-monitor-1")).toEqual([]);
});
