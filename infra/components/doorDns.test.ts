import { output, runtime } from "@pulumi/pulumi";
import { exampleCloud, parseExample } from "../../test/unit/exampleNetwork";
import { planNetwork } from "../plan/planNetwork";
import { applyDoorDns } from "./doorDns";

interface Made {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

const made: Made[] = [];
runtime.setMocks({
  newResource: ({ type, name, inputs }) => {
    made.push({ type, name, inputs });
    return { id: name, state: inputs };
  },
  call: ({ token, inputs }) => {
    expect([token, inputs]).toEqual(["aws:route53/getZone:getZone", { name: "example.org" }]);
    return { zoneId: "Z0EXAMPLE" };
  },
});

async function recordsOf(dns: object | undefined): Promise<Made[]> {
  made.length = 0;
  const description = exampleCloud();
  description.hosts.push({ ...description.hosts[4]!, name: "fsn1-edge-2" });
  const plan = planNetwork(parseExample({ ...description, dns }));
  const hosts = plan.hosts.map((planned, i) => ({
    planned,
    publicAddress: output(`192.0.2.${i}`),
    publicAddressV6: planned.name === "fsn1-edge-1" ? output("2001:db8::1") : undefined,
  }));
  const resources = applyDoorDns(plan, hosts);
  await Promise.all(resources.map(({ urn }) => new Promise((done) => urn.apply(done))));
  return made.sort((a, b) => (a.name < b.name ? -1 : 1));
}

const edges = ["192.0.2.1", "192.0.2.2"];

describe("applyDoorDns", () => {
  test("leads the name to all edges at Hetzner, IPv6 where an edge has it", async () => {
    const dns = { provider: "hetzner", domain: "example.org", name: "rpc.example.org" };
    expect(await recordsOf(dns)).toEqual([
      {
        type: "hcloud:index/zoneRrset:ZoneRrset",
        name: "example-door-a",
        inputs: expect.objectContaining(
          JSON.parse(
            `{ "zone": "example.org", "name": "rpc", "type": "A", "ttl": 300, "records": ${JSON.stringify(edges.map((value) => ({ value })))} }`,
          ),
        ),
      },
      expect.objectContaining({
        name: "example-door-aaaa",
        inputs: expect.objectContaining({ type: "AAAA", records: [{ value: "2001:db8::1" }] }),
      }),
    ]);
  });

  test("calls the domain itself what Hetzner calls it", async () => {
    const dns = { provider: "hetzner", domain: "example.org", name: "example.org", ttlSeconds: 60 };
    expect((await recordsOf(dns))[0]!.inputs).toMatchObject({
      ...{ name: "@", ttl: 60 },
      labels: { "cordillera.stack": "example", "cordillera.network": "example" },
    });
  });

  test("leads the name to all edges at Route 53, in the domain that is there", async () => {
    const dns = { provider: "aws", domain: "example.org", name: "rpc.example.org" };
    const records = (await recordsOf(dns)).filter(({ type }) => type === "aws:route53/record:Record");
    expect(records[0]!.inputs).toEqual({
      ...{ zoneId: "Z0EXAMPLE", name: "rpc.example.org" },
      ...{ type: "A", ttl: 300, records: edges },
    });
  });

  test("makes nothing where the description has no dns", async () => {
    expect(await recordsOf(undefined)).toEqual([]);
  });
});
