import {
  exampleCloud,
  exampleDocker,
  exampleSource,
  refusal,
  refusalOf,
} from "../../test/unit/exampleNetwork";
import { parseNetwork } from "../config/parseNetwork";
import { planNetwork } from "./planNetwork";
import { planDoorNames } from "./planTls";

const tls = { names: ["rpc.example.org", "api.example.org"] };
const acme = { email: "ops@example.org" };
const dns = { provider: "hetzner", domain: "example.org", name: "rpc.example.org" };
const planExample = (description: unknown) => planNetwork(parseNetwork(exampleSource(description)));
const servicesOf = (description: unknown, host: string) =>
  planExample(description)
    .hosts.find(({ name }) => name === host)!
    .services.map(({ name }) => name);

describe("a description with tls", () => {
  test("has edges fetch certificates where it names a public authority, and only there", () => {
    const named = { ...exampleCloud(), tls };
    const certified = { ...exampleCloud(), tls: { ...tls, acme } };
    expect(servicesOf(named, "fsn1-edge-1")).toEqual(["haproxy", "exporter"]);
    expect(servicesOf(certified, "fsn1-edge-1")).toEqual(["haproxy", "exporter", "acme"]);
    expect(servicesOf(certified, "fsn1-sequencer-1")).not.toContain("acme");
    expect(planExample(certified).tls).toEqual({
      names: ["api.example.org", "rpc.example.org"],
      acme: { ...acme, directoryUrl: "https://acme-v02.api.letsencrypt.org/directory" },
    });
  });

  test("opens nothing to the world that is not open already", () => {
    const open = (description: unknown) =>
      planExample(description).firewall.filter(({ from }) => from.includes("::/0")).length;
    expect(open({ ...exampleCloud(), tls: { ...tls, acme } })).toBe(open(exampleCloud()));
  });

  test("puts the names before what every edge is called", () => {
    const plan = planExample({ ...exampleDocker(), tls });
    const edge = plan.hosts.find(({ name }) => name === "local-edge-1")!;
    expect(planDoorNames(plan, edge)).toEqual([
      ...["api.example.org", "rpc.example.org"],
      ...["example", "localhost", "127.0.0.1", edge.privateAddress],
    ]);
    const certified = planExample({ ...exampleDocker(), tls: { ...tls, acme } });
    expect(planDoorNames(certified, edge)).not.toContain("rpc.example.org");
  });

  test("is refused with what is no name, no address, no https, or named twice", () => {
    const names = ["rpc.example.org", "localhost", "rpc.example.org"];
    const broken = { names, acme: { email: "ops", directoryUrl: "http://acme.example.org" } };
    expect(refusalOf({ ...exampleCloud(), tls: broken })).toBe(
      refusal(
        'tls.names[1]: must be a DNS name such as rpc.example.org (got "localhost")',
        'tls.acme.email: must be an address such as ops@example.org (got "ops")',
        'tls.acme.directoryUrl: must be an https URL (got "http://acme.example.org")',
      ),
    );
    expect(refusalOf({ ...exampleCloud(), tls: { names: ["a.example.org", "a.example.org"] } })).toBe(
      refusal('tls.names[1]: is named twice (got "a.example.org")'),
    );
  });
});

describe("a description with dns", () => {
  test("is planned as it stands, with five minutes where it gives none", () => {
    expect(planExample({ ...exampleCloud(), dns }).dns).toEqual({ ...dns, ttlSeconds: 300 });
    expect(planExample(exampleCloud())).not.toHaveProperty("dns");
  });

  test("is refused with a name outside the domain, on docker, or without an edge", () => {
    const elsewhere = { ...dns, name: "rpc.notexample.org" };
    expect(refusalOf({ ...exampleCloud(), dns: elsewhere })).toBe(
      refusal('dns.name: must be example.org or end with .example.org (got "rpc.notexample.org")'),
    );
    expect(refusalOf({ ...exampleDocker(), dns })).toBe(refusal("dns: is for cloud hosts only"));
    const description = exampleCloud();
    description.hosts = description.hosts.filter(({ name }) => name !== "fsn1-edge-1");
    expect(refusalOf({ ...description, dns, tls })).toBe(
      refusal("tls: needs an edge in the network", "dns: needs an edge in the network"),
    );
  });
});
