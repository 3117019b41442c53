import { docker } from "../../../stack/docker";
import { waitFor } from "../../../stack/waitFor";
import { Scanner } from "../../scanner";
import type { CloudFleet } from "../cloudFleet";

/** Every port of the catalogue, those of SSH and Docker, and two that somebody might open. */
const catalogued =
  "22,80,443,2121,2375,2376,6060,8404,8545,8546,8551,9001,9090,9100,9998,9999,26656,26657,26658,26660,30303,36658,51820";

/** Open TCP ports by host, over IPv4 and IPv6. */
type Answering = Record<string, { v4: number[]; v6: number[] }>;

/** What answers a stranger is what the plan opens to everybody, and nothing else. */
export function onlyDeclaredPortsAnswer(fleet: CloudFleet): void {
  const scanner = new Scanner(fleet.stack.name);
  const edge = "fsn1-edge-1";
  const validator = fleet.validators.at(-1)!;
  const names = () => fleet.description.hosts.map(({ name }) => name);

  const declared = (): Answering => {
    const openTo = (host: string, range: string) =>
      fleet
        .plan()
        .firewall.filter((rule) => rule.host === host && rule.protocol === "tcp" && rule.from.includes(range))
        .map(({ port }) => port)
        .sort((a, b) => a - b);
    return Object.fromEntries(
      names().map((host) => [host, { v4: openTo(host, "0.0.0.0/0"), v6: openTo(host, "::/0") }]),
    );
  };

  const v4Of = (host: string) => fleet.outputs.hosts[host]!.address;
  const v6Of = async (host: string) => {
    const shown = await fleet.onHost(host, "ip -6 -o addr show dev eth0 scope global");
    return /inet6 ([0-9a-f:]+)/.exec(shown)![1]!;
  };

  // The stand-ins' regions have IPv6 on every machine whose kernel has it; without, Docker makes no such network.
  const answering = async (hosts: string[], ports: string): Promise<Answering> => {
    const v6 = await Promise.all(hosts.map(v6Of));
    const open4 = await scanner.scan(hosts.map(v4Of), { ports });
    const open6 = await scanner.scan(v6, { ports });
    return Object.fromEntries(hosts.map((host, i) => [host, { v4: open4[v4Of(host)]!, v6: open6[v6[i]!]! }]));
  };

  const waitForDoor = () =>
    waitFor("the front door", 90_000, async () => (await fetch(`http://${v4Of(edge)}`)).status > 0);

  beforeAll(async () => {
    const [first, ...others] = fleet.regions.map((region) => fleet.clouds.networks.nameOf(region));
    await scanner.start(first!);
    for (const network of others) await docker("network", "connect", network, scanner.container);
  });
  afterAll(() => scanner.stop());

  test("are the declared ones of all 65535, on every host, over IPv4 and IPv6", async () => {
    const wanted = declared();
    expect(wanted[edge]).toEqual({ v4: [80, 443], v6: [80, 443] });
    expect(wanted[validator]).toEqual({ v4: [], v6: [] });
    // The control: there is much more that listens.
    expect(Number(await fleet.onHost(validator, "ss -Hltn | wc -l"))).toBeGreaterThan(6);
    expect(await answering(names(), "1-65535")).toEqual(wanted);
  });

  test("are the same by the host's own firewall alone, without the provider's", async () => {
    await fleet.onHost(edge, "nft delete table inet provider_firewall");
    try {
      expect(await answering([edge], catalogued)).toEqual({ [edge]: declared()[edge] });
    } finally {
      await fleet.onHost(edge, "nft -f /seed/firewall");
    }
  });

  test("answer nobody over UDP: the mesh is silent to strangers", async () => {
    const address = v4Of(validator);
    expect(await scanner.scan([address], { ports: "53,123,2121,30303,51820", protocol: "udp" })).toEqual({
      [address]: [],
    });
  });

  test("are the same after Docker was restarted inside a host, and after hosts were", async () => {
    await fleet.onHost(edge, "systemctl restart docker");
    await waitForDoor();
    expect(await answering([edge], catalogued)).toEqual({ [edge]: declared()[edge] });

    const rebooted = [edge, validator];
    await docker(
      "restart",
      "--time",
      "60",
      ...(await Promise.all(rebooted.map((host) => fleet.containerOf(host)))),
    );
    await waitForDoor();
    await fleet.waitForLevel(validator, 120_000);
    expect(await answering(names(), catalogued)).toEqual(declared());
  });
}
