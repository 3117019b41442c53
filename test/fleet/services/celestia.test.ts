import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { planNetwork } from "../../../infra/plan/planNetwork";
import { renderHost } from "../../../infra/render/renderHost";
import { ensureFolders } from "../../../infra/resources/identities/hostKeys";
import type { HostSession } from "../../../infra/resources/sessions/hostSession";
import { buildCelestiaStandIn } from "../../clouds/celestia/image";
import { healthOf, runComposeService } from "../../stack/composeService";
import { docker, leftovers } from "../../stack/docker";
import { execute } from "../../stack/execute";
import { HostFolder } from "../../stack/hostFolder";
import { waitFor } from "../../stack/waitFor";
import { exampleCloud, parseExample } from "../../unit/exampleNetwork";

// The official image cannot be had on a build machine: what runs here is test/clouds/celestia in its place.
jest.setTimeout(180_000);

const name = "test-celestia";
const cidr = "10.123.31.0/24";
const description = {
  ...exampleCloud(),
  privateNetwork: { cidr },
  celestia: { network: "mocha", coreEndpoint: "consensus.example.org:9090", coreTls: true },
};
const plan = planNetwork(parseExample(description));
const sequencer = plan.hosts.find((host) => host.name === "fsn1-sequencer-1")!;
const container = `${name}-node`;
const url = `http://${sequencer.privateAddress}:26658`;
const host = new HostFolder(name);
const label = `cordillera.stack=${name}`;

interface Answer {
  status: string;
  body: { result?: unknown; error?: { message: string } };
}

/** A call as another host of the mesh makes it. */
async function call(method: string, params: unknown[], token?: string, at = url): Promise<Answer> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const headers = token ? ["-H", `Authorization: Bearer ${token}`] : [];
  const args = ["curl", "-s", "-m", "3", "-w", "\n%{http_code}", ...headers, "-d", body, at];
  const image = await buildCelestiaStandIn();
  const run = ["run", "--rm", "--label", label, "--network", name, "--entrypoint", args[0]!, image];
  const { stdout } = await execute("docker", [...run, ...args.slice(1)]);
  const [status = "", ...lines] = stdout.trim().split("\n").reverse();
  return { status, body: lines.length > 0 ? JSON.parse(lines.reverse().join("")) : {} };
}

const stall = (what: string) =>
  docker("exec", container, "bash", "-c", `echo ${what} >/data/mocha/stall`).then(() => undefined);
const becomes = (health: string) =>
  waitFor(`the node to be ${health}`, 40_000, async () => (await healthOf(container)) === health);
const tokenOnHost = () => readFileSync(join(host.path, "keys/celestia_token"), "utf8").trim();

beforeAll(async () => {
  await host.removeContainers();
  const image = await buildCelestiaStandIn();
  await docker("network", "create", "--label", label, "--subnet", cidr, name);
  await docker("network", "create", "--label", label, "--subnet", "10.123.32.0/24", `${name}-other`);
  await ensureFolders(host.session as HostSession, { services: sequencer.services.map((each) => each.name) });
  const files = renderHost(plan, sequencer);
  const probe = files["files/celestia/probe.sh"]!;
  // Two minutes of standing still are four seconds here.
  const hasty = probe.replaceAll("< 120", "< 4");
  expect(hasty).not.toBe(probe);
  host.place({ ...files, "files/celestia/probe.sh": hasty });
  await runComposeService(files["compose.yaml"]!, "celestia", {
    name: container,
    folder: host.path,
    network: ["--network", name, "--ip", sequencer.privateAddress],
    labels: [label],
    image,
    probeSeconds: 1,
  });
  await docker("network", "connect", "--ip", "10.123.32.9", `${name}-other`, container);
});

afterAll(async () => {
  await host.removeContainers();
  await host.remove();
  expect(await leftovers(name)).toEqual([]);
});

describe("the light node of a sequencer", () => {
  test("starts by the rendered service and becomes healthy, with its figures beside it", async () => {
    await becomes("healthy");
    const metrics = readFileSync(join(host.path, "data/metrics/celestia.prom"), "utf8");
    expect(metrics).toMatch(/^cordillera_celestia_up 1\ncordillera_celestia_head_height 10\d\d\n/);
  });

  test("has a token that only its user reads, and that lets whoever holds it post blobs", async () => {
    const { mode, uid } = statSync(join(host.path, "keys/celestia_token"));
    expect([(mode & 0o777).toString(8), uid]).toEqual(["600", 10001]);
    const blob = { namespace: "AAAA", data: "aGVsbG8=", share_version: 0, commitment: "", index: -1 };
    const posted = await call("blob.Submit", [[blob], {}], tokenOnHost());
    expect(posted.body.result).toEqual(expect.any(Number));
    const found = await call("blob.GetAll", [posted.body.result, ["AAAA"]], tokenOnHost());
    expect(found.body.result).toEqual([blob]);
    expect((await call("node.Info", [], tokenOnHost())).body.error!.message).toContain("need 'admin'");
  });

  test("refuses a false token, and whoever has none may only read", async () => {
    expect((await call("header.LocalHead", [], `${tokenOnHost()}x`)).status).toBe("401");
    expect((await call("blob.Submit", [[], {}])).body.error!.message).toContain("need 'write'");
    expect((await call("header.LocalHead", [])).status).toBe("200");
  });

  test("answers on the mesh address and on no other", async () => {
    const listening = await docker("exec", container, "bash", "-c", "cat /proc/net/tcp /proc/net/tcp6");
    const sockets = [...listening.matchAll(/: ([0-9A-F]+):6822 \d+:\d{4} 0A /g)].map(
      ([, address]) => address,
    );
    const wanted = sequencer.privateAddress
      .split(".")
      .reverse()
      .map((part) => Number(part).toString(16).padStart(2, "0"));
    expect(sockets).toEqual([wanted.join("").toUpperCase()]);
    for (const address of ["127.0.0.1", "10.123.32.9"]) {
      const { code } = await execute("docker", [
        "exec",
        container,
        "curl",
        "-s",
        "-m",
        "2",
        `http://${address}:26658`,
      ]);
      expect(code).toBe(7);
    }
  });

  test("writes neither the account's words nor the token into its log or its arguments", async () => {
    const words = await docker("exec", container, "cat", "/data/mocha/keys/keyring-test/my_celes_key.info");
    const log = (await execute("docker", ["logs", container])).output;
    expect(log).toContain("serving RPC");
    const settings = await docker("inspect", container);
    const args = await docker("exec", container, "bash", "-c", "cat /proc/[0-9]*/cmdline");
    for (const place of [log, settings, args]) {
      expect(place).not.toContain(words.trim());
      expect(place).not.toContain(tokenOnHost());
    }
  });

  test.each(["head", "sampling", "failing"])("is unhealthy while it stands still: %s", async (what) => {
    await stall(what);
    await becomes("unhealthy");
    await stall("nothing");
    await becomes("healthy");
  });

  test("keeps its account over a restart, and its token stays one of its own", async () => {
    const before = await docker("exec", container, "cat", "/data/mocha/keys/keyring-test/my_celes_key.info");
    const token = tokenOnHost();
    await docker("restart", container);
    await becomes("healthy");
    expect(await docker("exec", container, "cat", "/data/mocha/keys/keyring-test/my_celes_key.info")).toBe(
      before,
    );
    expect((await call("blob.Submit", [[], {}], token)).body.result).toEqual(expect.any(Number));
    expect((await call("blob.Submit", [[], {}], tokenOnHost())).body.result).toEqual(expect.any(Number));
  });
});
