import fc from "fast-check";
import { exampleCloud, exampleDocker, exampleSource, parseExample } from "../../test/unit/exampleNetwork";
import { networkArbitrary } from "../../test/unit/networkArbitrary";
import { parseNetwork } from "../config/parseNetwork";
import { cidrContains, parseCidr, parseIpv4 } from "../vocab/cidr";
import { planNetwork } from "./planNetwork";
import { portCatalogue } from "./portCatalogue";

// Properties run many networks; a busy machine takes its time.
jest.setTimeout(60_000);

const planExample = (description: unknown) => planNetwork(parseExample(description));

describe("planNetwork", () => {
  test("is the same for hosts in any order", () => {
    fc.assert(
      fc.property(
        networkArbitrary.chain((description) =>
          fc.record({
            description: fc.constant(description),
            shuffled: fc.shuffledSubarray(description.hosts, { minLength: description.hosts.length }),
          }),
        ),
        ({ description, shuffled }) => {
          expect(planExample({ ...description, hosts: shuffled })).toEqual(planExample(description));
        },
      ),
      { numRuns: 30 },
    );
  });

  test("is plain JSON", () => {
    const plan = planExample(exampleCloud());
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  test("gives each host an address of its own inside the private range", () => {
    fc.assert(
      fc.property(networkArbitrary, (description) => {
        const plan = planExample(description);
        const cidr = parseCidr(plan.privateCidr)!;
        const addresses = plan.hosts.map((host) => parseIpv4(host.privateAddress)!);
        expect(new Set(addresses).size).toBe(addresses.length);
        for (const address of addresses) {
          expect(cidrContains(cidr, address)).toBe(true);
          expect(address - cidr.base).toBeGreaterThan(10);
          expect(cidr.base + cidr.size - 1 - address).toBeGreaterThan(0);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("uses each port of a host once, and each published port once", () => {
    fc.assert(
      fc.property(networkArbitrary, (description) => {
        const plan = planExample(description);
        for (const host of plan.hosts) {
          const ports = [22, ...host.services.flatMap((service) => service.ports.map(({ port }) => port))];
          expect(new Set(ports).size).toBe(ports.length);
        }
        const published = plan.hosts.flatMap((host) => host.publish.map(({ hostPort }) => hostPort));
        expect(new Set(published).size).toBe(published.length);
      }),
      { numRuns: 40 },
    );
  });

  test("publishes what the local network promises", () => {
    const plan = planExample(exampleDocker());
    const published = plan.hosts.flatMap((host) =>
      host.publish.map(({ name, hostPort, port }) => `${host.name} ${name} ${hostPort}->${port}`),
    );
    expect(published).toEqual([
      "local-edge-1 ssh 2201->22",
      "local-edge-1 http 8080->80",
      "local-edge-1 https 8443->443",
      "local-edge-1 prometheus 9093->9090",
      "local-sequencer-1 ssh 2202->22",
      "local-sequencer-1 rpc 8545->8545",
      "local-sequencer-1 ws 8546->8546",
      "local-sequencer-1 metrics 9090->9001",
      "local-sequencer-2 ssh 2203->22",
      "local-sequencer-2 rpc 8547->8545",
      "local-sequencer-2 ws 8548->8546",
      "local-sequencer-2 metrics 9091->9001",
      "local-sequencer-3 ssh 2204->22",
      "local-sequencer-3 rpc 8549->8545",
      "local-sequencer-3 ws 8550->8546",
      "local-sequencer-3 metrics 9092->9001",
      "local-witness-1 ssh 2205->22",
    ]);
  });

  test("names images by registry, repository and digest", () => {
    expect(planExample(exampleCloud()).release).toEqual({
      name: "first",
      images: Object.fromEntries(
        ["geth", "app", "cometbft", "haproxy", "prometheus", "exporter"].map((name, i) => [
          name,
          `registry.example.org/example/example/${name}@sha256:${String(i).repeat(64)}`,
        ]),
      ),
    });
  });

  test("refuses docker hosts on a release without local images", () => {
    const source = exampleSource(exampleDocker());
    const { file, text } = source.releases.first!;
    const releases = { first: { file, text: text.slice(0, text.indexOf("localImages")) } };
    expect(() => planNetwork(parseNetwork({ ...source, releases }))).toThrow(
      'Release "first" has no localImages, which docker hosts are made from.\n' +
        "  fix: Build the images on this machine: make images.",
    );
  });
});

describe("planFirewall", () => {
  test("opens what a service declares and SSH, and nothing else", () => {
    fc.assert(
      fc.property(networkArbitrary, (description) => {
        const plan = planExample(description);
        const declared = new Map<string, string>(
          plan.hosts.flatMap((host) =>
            host.services.flatMap((service) =>
              service.ports.map(
                ({ port, reach }) => [`${host.name} ${service.name} ${port}`, reach] as const,
              ),
            ),
          ),
        );
        for (const { host, service, port, from } of plan.firewall) {
          if (service === "ssh") {
            expect(port).toBe(22);
            expect(from).not.toContain("0.0.0.0/0");
            continue;
          }
          const reach = declared.get(`${host} ${service} ${port}`);
          expect(from).toEqual(reach === "public" ? ["0.0.0.0/0", "::/0"] : [plan.privateCidr]);
          expect(reach).not.toBe("loopback");
        }
        const open = [...declared.values()].filter((reach) => reach !== "loopback").length;
        expect(plan.firewall).toHaveLength(open + plan.hosts.length);
      }),
      { numRuns: 30 },
    );
  });

  test("opens only the front door to everybody", () => {
    const open = planExample(exampleCloud()).firewall.filter(({ from }) => from.includes("::/0"));
    expect(open.map(({ host, port }) => `${host} ${port}`)).toEqual(["fsn1-edge-1 80", "fsn1-edge-1 443"]);
  });

  test("opens SSH to the operators' ranges, on docker to the machine below", () => {
    const sshSources = (description: unknown) =>
      new Set(
        planExample(description)
          .firewall.filter(({ port }) => port === 22)
          .map(({ from }) => from.join()),
      );
    expect(sshSources(exampleCloud())).toEqual(new Set(["203.0.113.0/24"]));
    expect(sshSources(exampleDocker())).toEqual(new Set(["10.90.0.1/32"]));
  });
});

describe("portCatalogue", () => {
  test("gives one number one meaning", () => {
    const ports = Object.values(portCatalogue).flatMap((entries) => [
      // A number may mean the same over TCP and over UDP.
      ...new Set(entries.map(({ port }) => port)),
    ]);
    expect(new Set([22, ...ports]).size).toBe(ports.length + 1);
  });
});
