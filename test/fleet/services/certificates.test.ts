import { X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { connect, type TLSSocket } from "node:tls";
import type { PlannedHost } from "../../../infra/plan/plan";
import { planNetwork } from "../../../infra/plan/planNetwork";
import { planDoorNames } from "../../../infra/plan/planTls";
import { renderHost } from "../../../infra/render/renderHost";
import { provider } from "../../../infra/resources/certificates/doorCertificateProvider";
import { ensureFolders } from "../../../infra/resources/identities/hostKeys";
import type { HostSession } from "../../../infra/resources/sessions/hostSession";
import { buildImage } from "../../../tools/images/buildImage";
import { sourceOf } from "../../../tools/images/buildRelease";
import { healthOf, runComposeService } from "../../stack/composeService";
import { docker, leftovers } from "../../stack/docker";
import { execute } from "../../stack/execute";
import { HostFolder } from "../../stack/hostFolder";
import { startPebble } from "../../stack/pebble";
import { waitFor } from "../../stack/waitFor";
import { exampleDocker, parseExample } from "../../unit/exampleNetwork";

// Two edges with the real HAProxy, lego and an ACME authority (pebble) that asks by HTTP-01, on a Docker network.
jest.setTimeout(240_000);

const mockHosts: Record<string, HostFolder> = {};
jest.mock("../../../infra/resources/sessions/hostSession", () => ({
  ...jest.requireActual("../../../infra/resources/sessions/hostSession"),
  withSession: (at: { host: string }, _waitMs: number, use: (session: unknown) => unknown) =>
    use(mockHosts[at.host]!.session),
}));

const name = "test-certificates";
const label = `cordillera.stack=${name}`;
const cidr = "10.123.33.0/24";
const doorName = "rpc.example.org";
const validitySeconds = 45;

const example = exampleDocker();
example.hosts.push({ ...example.hosts[4]!, name: "local-edge-2", roles: ["edge"] });
const plan = planNetwork(
  parseExample({
    ...example,
    privateNetwork: { cidr },
    tls: {
      names: [doorName],
      acme: { email: "ops@example.org", directoryUrl: "https://pebble:14000/dir" },
    },
  }),
);
const edges = plan.hosts.filter((host) => host.roles.includes("edge"));
const [first, second] = edges as [PlannedHost, PlannedHost];
const machine = new HostFolder(`${name}-machine`);

/** The certificate that an edge shows to whoever asks for a name. */
function shownBy(edge: PlannedHost, servername?: string): Promise<X509Certificate> {
  return openDoor(edge, servername).then((socket) => {
    const certificate = socket.getPeerX509Certificate()!;
    socket.destroy();
    return certificate;
  });
}

function openDoor(edge: PlannedHost, servername?: string, ca?: string): Promise<TLSSocket> {
  return new Promise((done, failed) => {
    const trust = ca ? { ca } : { rejectUnauthorized: false };
    const at = { host: edge.privateAddress, port: 443, ...(servername ? { servername } : {}), ...trust };
    const socket = connect(at, () => done(socket));
    socket.on("error", failed);
  });
}

/** Asks over a connection that is open already; the status line of the answer. */
function ask(socket: TLSSocket): Promise<string> {
  return new Promise((done, failed) => {
    socket.once("data", (chunk: Buffer) => done(chunk.toString().split("\r\n")[0]!));
    socket.once("close", () => failed(new Error("the connection was closed")));
    socket.write("GET /absent HTTP/1.1\r\nHost: rpc.example.org\r\n\r\n");
  });
}

const inputsOf = (edge: PlannedHost) => ({
  stack: name,
  host: edge.name,
  network: plan.network,
  machineId: "1",
  connection: { host: edge.name, port: 22, hostKey: "ssh-ed25519 AAAA", keyFile: "k" },
  names: planDoorNames(plan, edge),
  folder: machine.path,
});

beforeAll(async () => {
  await machine.removeContainers();
  const acme = await buildImage(sourceOf("acme", { release: "local" }), () => undefined);
  await docker("network", "create", "--label", label, "--subnet", cidr, name);
  const ca = await startPebble({
    ...{ name: `${name}-pebble`, network: name, labels: [label], validitySeconds },
    folder: join(machine.path, "pebble"),
  });
  for (const edge of edges) {
    const host = new HostFolder(name);
    mockHosts[edge.name] = host;
    await ensureFolders(host.session as HostSession, { services: edge.services.map((each) => each.name) });
    await provider.create!(inputsOf(edge));
    const files = renderHost(plan, edge);
    const renew = files["files/acme/renew.sh"]!;
    // Hours and minutes are seconds here.
    const hasty = renew.replaceAll("3600", "2").replaceAll("300 <<", "1 <<");
    expect(hasty).not.toBe(renew);
    host.place({ ...files, "files/acme/renew.sh": hasty, "files/acme/ca.pem": ca });
    const door = `${name}-${edge.name}-haproxy`;
    const shared = { folder: host.path, labels: [label], probeSeconds: 1 };
    // The authority finds the second edge only: what the first one fetches is asked for there.
    const alias = edge === second ? ["--network-alias", doorName] : [];
    await runComposeService(files["compose.yaml"]!, "haproxy", {
      ...shared,
      name: door,
      network: ["--network", name, "--ip", edge.privateAddress, ...alias],
      image: "cordillera/haproxy:local",
    });
    await runComposeService(files["compose.yaml"]!, "acme", {
      ...shared,
      name: `${name}-${edge.name}-acme`,
      network: ["--network", `container:${door}`],
      image: acme.id,
      env: { LEGO_CA_CERTIFICATES: "/etc/acme/ca.pem" },
      volumes: [`${host.path}/current/files/acme/ca.pem:/etc/acme/ca.pem:ro`],
    });
  }
});

afterAll(async () => {
  for (const host of Object.values(mockHosts)) {
    await host.removeContainers();
    await host.remove();
  }
  await machine.remove();
  expect(await leftovers(name)).toEqual([]);
});

const isFetched = (certificate: X509Certificate) => certificate.issuer.includes("Pebble");
const fetchedBy = (edge: PlannedHost) =>
  waitFor(`${edge.name} to show a fetched certificate`, 60_000, async () => {
    const certificate = await shownBy(edge, doorName);
    return isFetched(certificate) && certificate;
  });

describe("the network's own authority", () => {
  test("vouches for every edge, under its names, with a key that is on the edge only", async () => {
    for (const edge of edges) {
      const shown = await shownBy(edge);
      const authority = readFileSync(join(machine.path, "authority.pem"), "utf8");
      expect(shown.verify(new X509Certificate(authority).publicKey)).toBe(true);
      expect([shown.checkHost(plan.network), shown.checkIP(edge.privateAddress)]).toEqual([
        plan.network,
        edge.privateAddress,
      ]);
      const socket = await openDoor(edge, "localhost", new X509Certificate(authority).toString());
      expect(socket.authorized).toBe(true);
      socket.destroy();
      const file = statSync(join(mockHosts[edge.name]!.path, "keys/tls.key"));
      expect([(file.mode & 0o777).toString(8), file.uid]).toEqual(["600", 10001]);
    }
  });

  test("is shown anew after a renewal, once HAProxy reloads as it is told to", async () => {
    const before = await shownBy(first);
    const { outs } = await provider.update!(
      "id",
      (await provider.create!(inputsOf(first))).outs,
      inputsOf(first),
    );
    // There is no Docker inside this host: its own command would have sent this signal.
    await docker("kill", "-s", "USR2", `${name}-${first.name}-haproxy`);
    const renewed = new X509Certificate(outs!.certificate);
    await waitFor("the new certificate", 20_000, async () => {
      return (await shownBy(first)).fingerprint256 === renewed.fingerprint256;
    });
    expect(renewed.fingerprint256).not.toBe(before.fingerprint256);
    expect(JSON.stringify(outs)).not.toContain("PRIVATE KEY");
  });
});

describe("a public authority", () => {
  test("certifies each edge, although it asks at one of them", async () => {
    const [one, other] = [await fetchedBy(first), await fetchedBy(second)];
    expect(one.checkHost(doorName)).toBe(doorName);
    expect(one.fingerprint256).not.toBe(other.fingerprint256);
    for (const edge of edges) {
      const container = `${name}-${edge.name}-acme`;
      await waitFor(
        `${container} to be healthy`,
        20_000,
        async () => (await healthOf(container)) === "healthy",
      );
    }
  });

  test("leaves the network's own certificate to whoever asks without the name", async () => {
    expect(isFetched(await shownBy(first))).toBe(false);
  });

  test("renews before the end, and open connections stay open", async () => {
    const before = await fetchedBy(first);
    const socket = await openDoor(first, doorName);
    expect(await ask(socket)).toContain("HTTP/1.1 503");
    await waitFor("a renewed certificate", 70_000, async () => {
      return (await shownBy(first, doorName)).fingerprint256 !== before.fingerprint256;
    });
    expect(Date.parse((await shownBy(first, doorName)).validTo)).toBeGreaterThan(Date.parse(before.validTo));
    expect(await ask(socket)).toContain("HTTP/1.1 503");
    socket.destroy();
    const metrics = readFileSync(join(mockHosts[first.name]!.path, "data/metrics/acme.prom"), "utf8");
    expect(metrics).toMatch(
      /^cordillera_certificate_fetch_ok 1\ncordillera_certificate_expiry_timestamp_seconds \d+\n/,
    );
  });

  test("is not asked again after a restart, and HAProxy begins with what is there", async () => {
    const door = `${name}-${second.name}-haproxy`;
    await docker("stop", `${name}-${second.name}-acme`);
    const before = await shownBy(second, doorName);
    await docker("restart", door);
    await waitFor("HAProxy to be back", 20_000, () => shownBy(second, doorName));
    expect((await shownBy(second, doorName)).fingerprint256).toBe(before.fingerprint256);
  });

  test("keeps keys to files of the service's user, and out of its log", async () => {
    for (const edge of edges) {
      const { path, session } = mockHosts[edge.name]!;
      const open = "cd /srv/cordillera && find data/acme data/door -type f -perm /077 | grep -v '\\.json$'";
      expect((await session.run(open)).stdout).toBe("");
      expect(readFileSync(join(path, "data/door/door.pem"), "utf8")).toContain("PRIVATE KEY");
      const log = (await execute("docker", ["logs", `${name}-${edge.name}-acme`])).output;
      expect(log).not.toContain("PRIVATE KEY");
    }
  });
});
