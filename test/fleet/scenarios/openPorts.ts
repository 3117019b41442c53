import { existsSync } from "node:fs";
import { docker } from "../../stack/docker";
import { waitFor } from "../../stack/waitFor";
import type { Fleet } from "../fleet";
import { Scanner } from "../scanner";

/** Every port of the catalogue, those of SSH and Docker, and one that somebody opens by hand. */
const catalogued =
  "22,80,443,2121,2375,2376,6060,8404,8545,8546,8551,9001,9090,9100,9998,9999,26656,26657,26658,26660,30303,36658,51820";

/** What answers a stranger is what the plan opens to everybody, and nothing else. */
export function onlyDeclaredPortsAnswer(fleet: Fleet): void {
  const scanner = new Scanner(fleet.stack.name);
  const edge = "local-edge-1";
  const validator = "local-sequencer-1";
  const addressOf = (host: string) => fleet.planned(host).underlayAddress!;

  /** Host address → what the plan opens to everybody there, over TCP. */
  const declared = () => {
    const { hosts, firewall } = fleet.plan();
    return Object.fromEntries(
      hosts.map(({ name, underlayAddress }) => {
        const rules = firewall.filter(
          ({ host, protocol, from }) => host === name && protocol === "tcp" && from.includes("0.0.0.0/0"),
        );
        return [underlayAddress!, rules.map(({ port }) => port).sort((a, b) => a - b)];
      }),
    );
  };
  const scanAll = (ports: string) => scanner.scan(Object.keys(declared()), { ports });

  beforeAll(() => scanner.start(`cordillera-${fleet.stack.name}`));
  afterAll(async () => {
    await scanner.partOutside(await fleet.containerOf(edge));
    await scanner.stop();
  });

  test("are the declared ones of all 65535, on every host", async () => {
    expect(declared()[addressOf(edge)]).toEqual([80, 443]);
    // The control: there is much more that listens.
    const listening = await fleet.onHost(validator, "ss -Hltn | wc -l");
    expect(Number(listening)).toBeGreaterThan(6);
    expect(await scanAll("1-65535")).toEqual(declared());
  });

  test("do not include the mesh's addresses, asked for below the mesh", async () => {
    const { privateAddress, underlayAddress } = fleet.planned(validator);
    await scanner.run("ip", "route", "add", `${privateAddress}/32`, "via", underlayAddress!);
    expect(await scanner.scan([privateAddress], { ports: catalogued })).toEqual({ [privateAddress]: [] });
  });

  test("answer nobody over UDP: the mesh is silent to strangers", async () => {
    const address = addressOf(validator);
    expect(await scanner.scan([address], { ports: "53,123,2121,30303,51820", protocol: "udp" })).toEqual({
      [address]: [],
    });
  });

  // Without IPv6 in the kernel there is no such address to scan.
  const hasIpv6 = existsSync("/proc/net/if_inet6");
  (hasIpv6 ? test : test.skip)("are the declared ones over IPv6 too", async () => {
    const container = await fleet.containerOf(edge);
    const { v4, v6 } = await scanner.meetOutside(container);
    // The control: the way is there, and so is a listener on every IPv6 address.
    await scanner.run("ping", "-6", "-c", "1", "-w", "5", v6);
    expect(await fleet.onHost(edge, "ss -Hltn6")).toMatch(/\[::\]:22\b/);
    // HAProxy in a container listens on IPv4 alone.
    expect(await scanner.scan([v6], { ports: "1-65535" })).toEqual({ [v6]: [] });
    expect(await scanner.scan([v4], { ports: catalogued })).toEqual({ [v4]: [80, 443] });
    await scanner.partOutside(container);
  });

  test("do not include a container that somebody publishes by hand, nor a listener on the host", async () => {
    const image = (
      await fleet.onHost(edge, "docker inspect -f '{{.Image}}' $(docker ps -q --filter name=haproxy)")
    ).trim();
    const listen = (port: number) =>
      `docker run -d --rm --name by-hand-${port} --user 0:0 --entrypoint haproxy`;
    const config = (port: number) =>
      `global\\ndefaults\\n mode http\\n timeout client 5s\\n timeout connect 5s\\n timeout server 5s\\nfrontend f\\n bind :${port}\\n http-request return status 200\\n`;
    const start = (port: number, how: string) =>
      fleet.onHost(
        edge,
        `printf '${config(port)}' >/tmp/by-hand-${port}.cfg; ${listen(port)} ${how} -v /tmp/by-hand-${port}.cfg:/h.cfg:ro ${image} -db -f /h.cfg`,
      );
    await start(9999, "-p 0.0.0.0:9999:9999 -p '[::]:9999:9999'");
    await start(9998, "--network host");
    try {
      for (const port of [9998, 9999])
        await waitFor(
          `an answer on ${port} inside the host`,
          20_000,
          async () =>
            (await fleet.onHost(edge, `curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:${port}/`)) ===
            "200",
        );
      expect(await scanAll(catalogued)).toEqual(declared());
    } finally {
      await fleet.onHost(edge, "docker rm -f by-hand-9999 by-hand-9998");
    }
  });

  test("are the same after Docker was restarted inside a host, and after the host was", async () => {
    const pid = (await fleet.onHost(edge, "pidof dockerd")).trim();
    await fleet.onHost(edge, "pkill -TERM -x dockerd");
    await waitFor("Docker to be back", 90_000, async () => {
      const now = (await fleet.onHost(edge, "pidof dockerd && docker info >/dev/null && echo there")).split(
        "\n",
      );
      return now[1] === "there" && now[0] !== pid;
    });
    expect((await scanner.scan([addressOf(edge)], { ports: catalogued }))[addressOf(edge)]).toEqual(
      expect.not.arrayContaining([22, 8404, 9100, 9090]),
    );
    await waitForDoor();

    await docker("restart", "--time", "30", await fleet.containerOf(edge));
    await waitForDoor();
    expect(await scanAll(catalogued)).toEqual(declared());
  });

  const waitForDoor = () =>
    waitFor("the front door", 90_000, async () => (await fetch(fleet.outputs.endpoints.http)).status > 0);
}
