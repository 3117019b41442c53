import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { projectFolder } from "../../stack/testStack";
import { exampleContracts } from "../../unit/exampleNetwork";
import { PaperStack } from "../paperStack";

jest.setTimeout(600_000);

interface Description {
  hosts: Record<string, unknown>[];
  access: { sshFrom: string[] };
  [key: string]: unknown;
}

const paper = new PaperStack("test-paper");

function testnet(change: (description: Description) => void = () => undefined): Description {
  const text = readFileSync(join(projectFolder, "stacks/testnet.yaml"), "utf8");
  const description = parse(text) as Description;
  change(description);
  return description;
}

const hostNamed = ({ hosts }: Description, name: string) => hosts.find((host) => host.name === name)!;

/** What the clouds hold of a host: id per resource type, and its public address. */
function holdings(host: string): Record<string, string> {
  const own = paper.clouds
    .remaining()
    .filter(({ props }) => JSON.stringify(props.labels ?? props.tags ?? {}).includes(`"${host}"`));
  const ids = own.map(({ type, id, props }) => [`${type.split(":").at(-1)} ${props.type ?? ""}`.trim(), id]);
  const address = own.map(
    ({ props }) => props.publicIp ?? (props.type === "ipv4" ? props.ipAddress : undefined),
  );
  return { ...Object.fromEntries(ids), address: String(address.find(Boolean)) };
}

/** What the clouds' name servers answer. */
const records = (of: string, type: string): unknown[] =>
  paper.clouds
    .remaining()
    .filter((record) => record.type.includes(`/${of}:`) && record.props.type === type)
    .map(({ props }) => props.records);

const hetzner = "fsn1-sequencer-1";
const aws = "eu-central-1-witness-1";

beforeAll(() => paper.init());
afterAll(() => paper.remove());

// In this order: each test finds the network as the one before left it.
describe("the testnet description over stand-in clouds", () => {
  test("is made by one up, and a second one changes nothing", async () => {
    const { create } = await paper.up(testnet());
    expect(create).toBeGreaterThan(100);
    expect(Object.keys(await paper.up(testnet()))).toEqual(["unchanged"]);
  });

  // Where a deletion fails, the engine (3.259) walks every path below it before it says so.
  test("leaves the engine little to walk where something cannot be deleted", async () => {
    expect((await paper.longestWalk()).steps).toBeLessThan(1_000_000);
  });

  test("tells where its hosts and its front doors are", async () => {
    const { stdout } = await paper.succeed("stack", "output", "--json");
    const outputs = JSON.parse(stdout) as {
      endpoints: { http: string; doors: Record<string, string> };
      hosts: Record<string, { address: string; privateAddress: string; sshPort: number }>;
    };
    const edge = outputs.hosts["fsn1-edge-1"]!;
    expect(outputs.endpoints.http).toBe(`http://${edge.address}`);
    expect(Object.keys(outputs.endpoints.doors)).toEqual(["fsn1-edge-1", "nbg1-edge-1"]);
    expect(edge).toMatchObject({ sshPort: 22, address: holdings("fsn1-edge-1").address });
    expect(edge.privateAddress).toMatch(/^10\.80\./);
  });

  test("keeps its machines when what they were first told changes: another range for SSH is a change of firewalls", async () => {
    const steps = await paper.preview(testnet(({ access }) => access.sshFrom.push("198.51.100.0/24")));
    expect(steps.filter(({ name }) => name.endsWith("-machine"))).toEqual([]);
    expect(steps).toContainEqual({ name: "fsn1-sequencer-firewall", op: "update" });
    expect(steps).toContainEqual({ name: "eu-central-1-witness-firewall", op: "update" });
    expect(steps.filter(({ op }) => op !== "update")).toEqual([]);
  });

  test.each([
    [hetzner, "Server", "status", "off"],
    [aws, "Instance", "instanceState", "stopped"],
  ])("switches %s on again when somebody switched it off", async (host, type, key, off) => {
    const machine = () =>
      paper.clouds.find(type, ({ labels, tags }) => JSON.stringify(labels ?? tags).includes(`"${host}"`));
    const before = machine();
    paper.clouds.byHand(before, (props) => {
      props[key] = off;
    });
    expect(await paper.preview(testnet())).toEqual([{ name: `${host}-power`, op: "update" }]);
    expect(machine().props[key]).toBe(off);
    expect(await paper.up(testnet())).toMatchObject({ update: 1 });
    expect(machine()).toEqual(before);
    expect(Object.keys(await paper.up(testnet()))).toEqual(["unchanged"]);
  });

  test("keeps the clouds' credentials out of the state of its power resources", async () => {
    const { stdout } = await paper.succeed("stack", "export");
    expect(stdout).toContain(`${hetzner}-power`);
    expect(stdout).not.toContain(paper.clouds.env.HCLOUD_TOKEN);
  });

  test("shows a new host in the others' files as a peer, and the genesis as it is", async () => {
    const more = testnet(({ hosts }) => {
      const { power: _none, ...host } = hosts.find(({ name }) => name === hetzner)!;
      hosts.push({ ...host, name: "fsn1-rpc-1", roles: ["rpc"] });
    });
    expect(await paper.previewFiles(more, hetzner)).toEqual([
      "files/app/config.json",
      "files/cometbft/config.toml",
      "files/geth/geth.toml",
    ]);
    expect(await paper.previewFiles(more, "hel1-monitor-1")).toEqual(["files/prometheus/prometheus.yml"]);
  });

  // The engine checks only what is aimed at. docs/guide/clouds.md says so.
  test("is not guarded when it is aimed at machines", async () => {
    const both = testnet((description) => {
      hostNamed(description, hetzner).rebuild = 1;
      hostNamed(description, aws).rebuild = 1;
    });
    const machines = [hetzner, aws].flatMap((host) => ["--target", `**::${host}-machine`]);
    const steps = await paper.preview(both, ...machines);
    expect(steps.filter(({ op }) => op === "replace").map(({ name }) => name)).toEqual(
      expect.arrayContaining([`${hetzner}-machine`, `${aws}-machine`]),
    );
  });

  test("takes another machine type in place", async () => {
    const bigger = testnet((description) => {
      hostNamed(description, hetzner).serverType = "ccx33";
      hostNamed(description, "fsn1-edge-1").serverType = "cpx32";
    });
    const machines = (await paper.preview(bigger)).filter(({ name }) => name.endsWith("-machine"));
    expect(machines.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: "fsn1-edge-1-machine", op: "update" },
      { name: `${hetzner}-machine`, op: "update" },
    ]);
  });

  test("refuses to take two of four validators down together, and makes nothing of it", async () => {
    const logged = () => paper.clouds.state("hcloud").read().log.length;
    const before = logged();
    const refused = await paper.tryUp(
      testnet((description) => {
        hostNamed(description, hetzner).rebuild = 1;
        hostNamed(description, aws).serverType = "m7i.2xlarge";
      }),
    );
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain(`${aws}, ${hetzner} would be down together`);
    expect(logged()).toBe(before);
  });

  let rebuilt = testnet();

  test.each([
    [hetzner, "Server"],
    [aws, "Instance"],
  ])(
    "rebuilds %s on demand: its machine is another, its addresses and its disk are not",
    async (host, machine) => {
      const before = holdings(host);
      rebuilt = structuredClone(rebuilt);
      hostNamed(rebuilt, host).rebuild = 1;
      const steps = await paper.preview(rebuilt);
      const foreign = steps.filter(({ name }) => !name.startsWith(host));
      // The gate of its wave, the guard, and its end of the others' mesh.
      expect(foreign.filter(({ name }) => !/-(gate|machines|mesh)$/.test(name))).toEqual([]);
      expect(steps).toContainEqual({ name: `${host}-machine`, op: "replace" });
      expect(steps.filter(({ name }) => /-(disk|ipv4|ipv6|interface|ipv4-association)$/.test(name))).toEqual(
        [],
      );

      await paper.up(rebuilt);
      const after = holdings(host);
      expect(Object.keys(after).filter((key) => after[key] !== before[key])).toEqual([machine]);
      expect(Object.keys(await paper.up(rebuilt))).toEqual(["unchanged"]);
    },
  );

  test("can be aimed at by region", async () => {
    const everywhere = structuredClone(rebuilt);
    everywhere.access.sshFrom.push("198.51.100.0/24");
    const aimed = await paper.preview(everywhere, "--target", "**::fsn1-*");
    expect(aimed).toContainEqual({ name: "fsn1-sequencer-firewall", op: "update" });
    expect(aimed).toContainEqual({ name: `${hetzner}-mesh`, op: "update" });
    expect(aimed.filter(({ name }) => !name.startsWith("fsn1-"))).toEqual([]);
  });

  test("leads the front door's name to both edges, at the provider that serves the domain", async () => {
    const named = (provider: string) => ({
      ...rebuilt,
      dns: { provider, domain: "example.org", name: "rpc.example.org" },
    });
    const edges = ["fsn1-edge-1", "nbg1-edge-1"].map((edge) => holdings(edge).address);
    await paper.up(named("hetzner"));
    expect(records("zoneRrset", "A")).toEqual([edges.map((value) => ({ value }))]);
    expect(records("zoneRrset", "AAAA")).toHaveLength(1);
    await paper.up(named("aws"));
    expect(records("zoneRrset", "A")).toEqual([]);
    expect(records("record", "A")).toEqual([edges]);
    await paper.up(rebuilt);
    expect(records("record", "A")).toEqual([]);
  });

  test("goes without a trace", async () => {
    await paper.succeed("destroy", "--yes", "--skip-preview");
    expect(paper.clouds.remaining()).toEqual([]);
  });
});

describe("a network as strict as mainnet", () => {
  const guarded = (change?: (description: Description) => void) =>
    testnet((description) => {
      Object.assign(description, { contracts: exampleContracts, environment: "mainnet", chainId: 424242 });
      change?.(description);
    });

  test("refuses to rebuild or remove a host that keeps something, until its description allows it", async () => {
    await paper.up(guarded());
    const rebuild = (description: Description) => {
      hostNamed(description, hetzner).rebuild = 1;
    };
    const allow = (description: Description) => {
      hostNamed(description, hetzner).allowRemoval = true;
    };
    const refused = await paper.tryUp(guarded(rebuild));
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain("marked for protection");

    const before = holdings(hetzner);
    await paper.up(guarded(allow));
    await paper.up(
      guarded((description) => {
        allow(description);
        rebuild(description);
      }),
    );
    expect(holdings(hetzner)).toEqual({ ...before, Server: expect.not.stringMatching(before.Server!) });
  });

  test("is not destroyed before its description allows it", async () => {
    const before = paper.clouds.remaining();
    const refused = await paper.run("destroy", "--yes", "--skip-preview");
    expect(refused.output).toContain(`${testnet().network}-removal-guard`);
    expect(refused.code).not.toBe(0);
    expect(paper.clouds.remaining()).toEqual(before);
    const asItIs = (description: Description) =>
      Object.assign(hostNamed(description, hetzner), { rebuild: 1, allowRemoval: true });
    expect(await paper.preview(guarded(asItIs))).toEqual([]);
    await paper.up(
      guarded((description) => {
        asItIs(description);
        description.allowRemoval = true;
      }),
    );
    await paper.succeed("destroy", "--yes", "--skip-preview");
    expect(paper.clouds.remaining()).toEqual([]);
  });
});
