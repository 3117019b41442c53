import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:tls";
import { parse, stringify } from "yaml";
import { pushImages } from "../../../tools/images/imageStore";
import { imageId } from "../../../tools/setup/baseImage";
import { buildCelestiaStandIn } from "../../clouds/celestia/image";
import { leftovers } from "../../stack/docker";
import { execute } from "../../stack/execute";
import { projectFolder, TestStack } from "../../stack/testStack";
import { waitFor } from "../../stack/waitFor";
import { Fleet, type FleetOutputs, shiftedDescription } from "../fleet";

// One sequencer with a light node (the stand-in of test/clouds/celestia) and one edge, as real hosts.
jest.setTimeout(600_000);

const name = "test-outside";
const releaseFile = join(projectFolder, `stacks/releases/${name}.yaml`);
const dockerHost = (host: string, roles: string[], power: number) => ({
  ...{ name: `local-${host}`, provider: "docker", region: "local", roles, power },
});
// With light nodes there is no devnet of DA.
const { da: _da, ...shared } = shiftedDescription("ande-outside", 14);
const description = {
  ...shared,
  release: name,
  celestia: { network: "mocha", coreEndpoint: "consensus.example.org:9090" },
  tls: { names: ["rpc.example.org"] },
  hosts: [dockerHost("sequencer-1", ["sequencer"], 1), dockerHost("edge-1", ["edge"], 0)],
};
const fleet = new Fleet(new TestStack(name), description);
const sequencer = "local-sequencer-1";
const store = "/srv/cordillera/data/celestia/mocha";

/** A release like the local one, with an image under celestia's name. */
async function writeRelease(celestiaImage: string): Promise<void> {
  const local = parse(readFileSync(join(projectFolder, "stacks/releases/local.yaml"), "utf8"));
  const image = { repository: "cordillera/celestia", id: celestiaImage };
  const [pushed] = await pushImages([image], local.localImages.registry, () => undefined);
  const celestia = { ...pushed, repository: `registry.cordillera:5000/${pushed!.repository}` };
  writeFileSync(releaseFile, stringify({ ...local, name, images: { ...local.images, celestia } }));
}

const serviceHealth = async (host: string, service: string): Promise<string> => {
  const format = "'{{.State.Status}} {{.State.Health.Status}}'";
  return (await fleet.onHost(host, `docker inspect -f ${format} cordillera-${service}-1`)).trim();
};

const meshAddress = () =>
  (fleet.outputs.hosts[sequencer] as FleetOutputs["hosts"][string] & { privateAddress: string })
    .privateAddress;

beforeAll(async () => {
  await writeRelease((await imageId(await buildCelestiaStandIn()))!);
  await fleet.up();
});

afterAll(async () => {
  await fleet.tearDown();
  rmSync(releaseFile, { force: true });
  expect(await leftovers(name)).toEqual([]);
});

describe("a network with light nodes", () => {
  test("runs one beside the sequencer and none on the edge", async () => {
    await waitFor("the light node", 60_000, async () => {
      return (await serviceHealth(sequencer, "celestia")) === "running healthy";
    });
    expect(await fleet.onHost("local-edge-1", "docker ps --format '{{.Names}}'")).not.toContain("celestia");
    const modes = await fleet.onHost(sequencer, "stat -c '%a %u' /srv/cordillera/keys/celestia_token");
    expect(modes.trim()).toBe("600 10001");
  });

  test("lets the mesh ask it, and nobody else", async () => {
    const ask = `curl -s -m 3 -d '{"jsonrpc":"2.0","id":1,"method":"header.LocalHead","params":[]}'`;
    const url = (address: string) => `http://${address}:26658`;
    const answer = await fleet.onHost("local-edge-1", `${ask} ${url(meshAddress())}`);
    expect(JSON.parse(answer).result.header.chain_id).toBe("mocha-4");
    const underlay = (await fleet.onHost(sequencer, "hostname -i")).trim().split(" ")[0]!;
    expect((await execute("curl", ["-s", "-m", "3", url(underlay)])).code).not.toBe(0);
  });

  test("shows the light node's figures at the host's exporter", async () => {
    const metrics = await fleet.onHost(sequencer, `curl -s http://${meshAddress()}:9100/metrics`);
    expect(metrics).toMatch(/^cordillera_celestia_up 1$/m);
  });

  test("has neither the account's words nor the token in state, logs or settings", async () => {
    const words = (await fleet.onHost(sequencer, `cat ${store}/keys/keyring-test/my_celes_key.info`)).trim();
    const token = (await fleet.onHost(sequencer, "cat /srv/cordillera/keys/celestia_token")).trim();
    expect([words.length, token.length].every((length) => length > 30)).toBe(true);
    const places = [
      await fleet.stack.exportedState(),
      await fleet.onHost(sequencer, "docker logs cordillera-celestia-1 2>&1"),
      await fleet.onHost(sequencer, "docker inspect $(docker ps -aq)"),
      await fleet.onHost(sequencer, "cat /proc/[0-9]*/cmdline | tr '\\0' ' '"),
    ];
    for (const place of places) for (const secret of [words, token]) expect(place).not.toContain(secret);
  });

  test("changes nothing in a second up", async () => {
    const again = await fleet.stack.mustSucceed(fleet.stack.up());
    expect(again.output).not.toMatch(/\d+ (updated|created|replaced|deleted)/);
  });

  test("is rolled out although the light node does not start, and the chain goes on", async () => {
    await writeRelease((await imageId("cordillera/exporter:local"))!);
    await fleet.deploy();
    expect(await serviceHealth(sequencer, "app")).toBe("running healthy");
    expect(await serviceHealth(sequencer, "celestia")).not.toBe("running healthy");
    await fleet.waitForLevel(sequencer, 60_000);
  });
});

describe("the front door", () => {
  test("is vouched for by the stack's own authority, by name and by address", async () => {
    const { authority } = fleet.outputs as FleetOutputs & { authority: string };
    const { port } = new URL(fleet.outputs.endpoints.https);
    for (const servername of ["localhost", "rpc.example.org"]) {
      const verdict = await new Promise<string>((done) => {
        const at = { host: "127.0.0.1", port: Number(port), ca: authority, servername };
        const socket = connect(at, () => done("trusted"));
        socket.on("secureConnect", () => socket.destroy());
        socket.on("error", (error) => done(error.message));
      });
      expect(verdict).toBe("trusted");
    }
  });
});
