import fc from "fast-check";
import { exampleCloud, exampleDocker, exampleSource, parseExample } from "../../test/unit/exampleNetwork";
import { networkArbitrary } from "../../test/unit/networkArbitrary";
import { parseNetwork } from "../config/parseNetwork";
import { cidrContains, parseCidr, parseIpv4 } from "../vocab/cidr";
import { planGatewayAddress } from "./addresses";
import { planNetwork } from "./planNetwork";
import { portCatalogue, portOf } from "./portCatalogue";

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
  const everybody = ["0.0.0.0/0", "::/0"];

  test("opens what a service declares, SSH and the mesh, and nothing else", () => {
    fc.assert(
      fc.property(networkArbitrary, (description) => {
        const plan = planExample(description);
        const gateway = plan.underlayCidr && `${planGatewayAddress(plan.underlayCidr)}/32`;
        const wanted = plan.hosts.flatMap((host) => [
          `${host.name} 22/tcp outside ${gateway ?? "203.0.113.0/24"}`,
          `${host.name} 51820/udp outside ${everybody}`,
          ...host.services.flatMap((service) =>
            service.ports.flatMap(({ port, protocol, reach }) => {
              const isPublished = host.publish.some((each) => each.port === port);
              const at = `${host.name} ${port}/${protocol}`;
              return [
                ...(reach === "public" ? [`${at} outside ${everybody}`] : []),
                ...(reach === "private" ? [`${at} mesh ${plan.privateCidr}`] : []),
                ...(reach === "named" ? [`${at} outside ${host.remoteSigner!.fromOutside}`] : []),
                ...(reach === "private" && isPublished ? [`${at} outside ${gateway}`] : []),
              ];
            }),
          ),
        ]);
        const planned = plan.firewall.map(
          ({ host, port, protocol, on, from }) => `${host} ${port}/${protocol} ${on} ${from}`,
        );
        expect(planned.sort()).toEqual(wanted.sort());
      }),
      { numRuns: 30 },
    );
  });

  test("opens only the front door and the mesh to everybody", () => {
    const open = planExample(exampleCloud()).firewall.filter(({ from }) => from.includes("::/0"));
    const beyondMesh = open.filter(({ port }) => port !== 51820);
    expect(beyondMesh.map(({ host, port }) => `${host} ${port}`)).toEqual([
      "fsn1-edge-1 80",
      "fsn1-edge-1 443",
    ]);
    expect(open).toHaveLength(8);
  });

  test("opens SSH to the operators' ranges, on docker to the machine below", () => {
    const sshSources = (description: unknown) =>
      new Set(
        planExample(description)
          .firewall.filter(({ port }) => port === 22)
          .map(({ from }) => from.join()),
      );
    expect(sshSources(exampleCloud())).toEqual(new Set(["203.0.113.0/24"]));
    expect(sshSources(exampleDocker())).toEqual(new Set(["10.190.0.1/32"]));
  });

  test("gives docker hosts an address below the mesh, and cloud hosts none", () => {
    const docker = planExample(exampleDocker());
    expect(docker.underlayCidr).toBe("10.190.0.0/24");
    for (const { privateAddress, underlayAddress } of docker.hosts)
      expect(underlayAddress).toBe(privateAddress.replace("10.90.", "10.190."));
    const cloud = planExample(exampleCloud());
    expect([cloud.underlayCidr, ...cloud.hosts.map((host) => host.underlayAddress)]).toEqual(
      Array(7).fill(undefined),
    );
  });
});

describe("portCatalogue", () => {
  test("gives one number one meaning", () => {
    // The devnet serves the light node's interface in its place.
    const { da, celestia, ...others } = portCatalogue;
    expect(da.map(({ port }) => port)).toEqual([portOf("celestia", "rpc")]);
    const ports = Object.values({ celestia, ...others }).flatMap((entries) => [
      // A number may mean the same over TCP and over UDP.
      ...new Set(entries.map(({ port }) => port)),
    ]);
    expect(new Set([22, ...ports]).size).toBe(ports.length + 1);
  });
});
