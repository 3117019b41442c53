import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { awsCatalogue } from "../catalogue/aws";
import { hcloudCatalogue } from "../catalogue/hcloud";
import { aws } from "../cloud/aws";
import { CloudState, type Properties } from "../cloud/cloudState";
import { type OrderedFault, writeFaults } from "../cloud/faults";
import { hcloud } from "../cloud/hcloud";
import { ResourceProvider, UnfinishedError } from "./resourceProvider";
import { unknownValue } from "./values";

const folder = mkdtempSync(join(tmpdir(), "clouds-"));
afterAll(() => rmSync(folder, { recursive: true }));

let run = 0;
const newFolder = () => join(folder, String(run++));
function hetzner(at = newFolder()) {
  const provider = new ResourceProvider({
    catalogue: hcloudCatalogue,
    behaviour: hcloud,
    state: new CloudState(at, "hcloud"),
  });
  const subject = (short: string, name = "one") => ({
    type: `hcloud:index/${short[0]!.toLowerCase()}${short.slice(1)}:${short}`,
    name,
  });
  const create = (short: string, inputs: Properties, name?: string) => {
    const { inputs: checked } = provider.check(subject(short, name), {}, inputs);
    return provider.create(subject(short, name), checked);
  };
  const order = (...faults: OrderedFault[]) => writeFaults(at, faults);
  return { provider, subject, create, order, at };
}
const server = { name: "one", serverType: "ccx23", image: "debian-13", location: "fsn1" };

describe("check", () => {
  const { provider, subject } = hetzner();
  const reasons = (inputs: Properties) =>
    provider.check(subject("Server"), {}, inputs).failures.map(({ reason }) => reason);

  test("names what is required and what nobody knows, as the real provider does", () => {
    expect(reasons({ image: "debian-13", ram: 4 })).toEqual([
      "hcloud:index/server:Server resource 'one' has a problem: Invalid or unknown key. Examine values at 'one.ram'.",
      `hcloud:index/server:Server resource 'one' has a problem: Missing required argument. The argument "server_type" is required, but no definition was found.. Examine values at 'one.serverType'.`,
    ]);
  });
  test("looks into nested values and takes unknown ones", () => {
    expect(reasons({ ...server, publicNets: [{ ipv5: 1 }] })[0]).toContain("'one.publicNets[0].ipv5'");
    expect(reasons({ ...server, publicNets: unknownValue })).toEqual([]);
  });
  test("refuses what the cloud has removed", () => {
    expect(reasons({ ...server, datacenter: "fsn1-dc14" })[0]).toContain(
      "use the `location` attribute instead",
    );
  });
  test("names a resource without a name, and keeps that name", () => {
    const { name: _, ...unnamed } = server;
    const first = provider.check(subject("Server"), {}, unnamed).inputs;
    expect(first.name).toMatch(/^one-[0-9a-f]{7}$/);
    expect(provider.check(subject("Server"), first, unnamed).inputs.name).toBe(first.name);
  });
  test("knows no other types", () => {
    expect(() => provider.check({ type: "hcloud:index/moon:Moon", name: "x" }, {}, {})).toThrow(
      "unrecognized resource type",
    );
  });
});

describe("a resource's life", () => {
  const { provider, subject, create } = hetzner();
  let id: string;
  let state: Properties;

  test("is created with a numeric id and the cloud's own properties", async () => {
    ({ id, properties: state } = await create("Server", { ...server, userData: "#cloud-config" }));
    expect(id).toMatch(/^\d+$/);
    expect(state).toMatchObject({ status: "running", ipv4Address: "100.96.1.10", backups: false });
    expect(state.userData).not.toContain("cloud-config");
  });
  test("does not differ from itself, whatever the cloud has filled in", () => {
    expect(provider.diff(subject("Server"), state, { ...server, userData: "#cloud-config" }).changes).toEqual(
      [],
    );
  });
  test("differs in place or by replacement, and deletes first where its name is given", () => {
    const changed = { ...server, userData: "#cloud-config 2", serverType: "ccx33", labels: { role: "edge" } };
    expect(provider.diff(subject("Server"), state, { ...changed, __defaults: [] })).toEqual({
      changes: [
        { path: "serverType", kind: "update", isReplacing: false },
        { path: "userData", kind: "update", isReplacing: true },
        { path: "labels", kind: "add", isReplacing: false },
      ],
      deleteBeforeReplace: true,
    });
  });
  test("is updated, read and deleted", async () => {
    const updated = await provider.update(subject("Server"), id, { ...server, labels: { role: "edge" } });
    expect(updated).toMatchObject({
      labels: { role: "edge" },
      ipv4Address: "100.96.1.10",
      status: "running",
    });
    expect(provider.read(subject("Server"), id, server)?.properties).toEqual(updated);
    await provider.delete(subject("Server"), id);
    expect(provider.read(subject("Server"), id, server)).toBeUndefined();
  });
});

describe("a cloud refuses", () => {
  const { provider, subject, create } = hetzner();
  test("a second one of a name", async () => {
    await create("Network", { name: "net", ipRange: "10.0.0.0/16" });
    await expect(create("Network", { name: "net", ipRange: "10.0.0.0/16" })).rejects.toThrow(
      "network name is already used (uniqueness_error)",
    );
  });
  test("an id that it does not have", async () => {
    await expect(create("Server", { ...server, firewallIds: [7] })).rejects.toThrow(
      "Firewall with ID '7' not found",
    );
  });
  test("to delete what is held, and what is protected", async () => {
    const firewall = await create("Firewall", { name: "wall" });
    const held = await create("Server", {
      ...server,
      firewallIds: [Number(firewall.id)],
      deleteProtection: true,
      rebuildProtection: true,
    });
    await expect(provider.delete(subject("Firewall"), firewall.id)).rejects.toThrow("(resource_in_use)");
    await expect(provider.delete(subject("Server"), held.id)).rejects.toThrow(
      "server deletion is protected (protected)",
    );
  });
  test("an address of another location, or one that is taken", async () => {
    const { id: far } = await create("PrimaryIp", { name: "far", type: "ipv4", location: "hel1" });
    await expect(
      create("Server", { ...server, name: "two", publicNets: [{ ipv4: Number(far) }] }),
    ).rejects.toThrow("another location");
    const { id: near } = await create("PrimaryIp", { name: "near", type: "ipv4", location: "fsn1" });
    await create("Server", { ...server, name: "three", publicNets: [{ ipv4: Number(near) }] });
    await expect(
      create("Server", { ...server, name: "four", publicNets: [{ ipv4: Number(near) }] }),
    ).rejects.toThrow("primary_ip_assigned");
  });
  test("a private address before there is a subnet", async () => {
    const { id } = await create("Server", { ...server, name: "five" });
    const network = provider.read(subject("Network"), "4711001", {})!;
    expect(network.properties.name).toBe("net");
    await expect(create("ServerNetwork", { serverId: Number(id), networkId: 4711001 })).rejects.toThrow(
      "no_subnet_available",
    );
  });
});

describe("ordered faults", () => {
  test("are met once, and leave nothing but what they say", async () => {
    const { create, order, at } = hetzner();
    order({ kind: "quota", verb: "create", type: "Server", times: 1 });
    await expect(create("Server", server)).rejects.toThrow("server limit exceeded (resource_limit_exceeded)");
    expect(new CloudState(at, "hcloud").read().records).toEqual([]);
    await create("Server", server);
  });
  test.each(["quota", "conflict", "rateLimit", "locked"] as const)(
    "%s at any type leaves nothing behind",
    async (kind) => {
      for (const type of Object.keys(hcloudCatalogue)) {
        const { provider, order, at } = hetzner();
        order({ kind, verb: "create", times: 1 });
        await expect(provider.create({ type, name: "one" }, {})).rejects.toThrow(/\(\w+\)$/);
        expect(new CloudState(at, "hcloud").read().records).toEqual([]);
      }
    },
  );
  test("a lost answer leaves an orphan, which its name gives away", async () => {
    const { create, order } = hetzner();
    order({ kind: "lost", verb: "create", type: "Server", times: 1 });
    await expect(create("Server", server)).rejects.toThrow("Client.Timeout exceeded");
    await expect(create("Server", server)).rejects.toThrow("uniqueness_error");
  });
  test("an unfinished one is told with its id, so that the engine keeps it", async () => {
    const { create, order } = hetzner();
    order({ kind: "unfinished", verb: "create", times: 1 });
    await expect(create("Server", server)).rejects.toThrow(UnfinishedError);
  });
});

describe("aws", () => {
  const state = new CloudState(newFolder(), "aws");
  const provider = new ResourceProvider({ catalogue: awsCatalogue, behaviour: aws, state });
  const instance = { type: "aws:ec2/instance:Instance", name: "one" };
  const debian = {
    owners: ["136693071363"],
    mostRecent: true,
    filters: [{ name: "name", values: ["debian-13-amd64-*"] }],
  };

  test("needs a region and credentials", () => {
    expect(() => provider.invoke("aws:ec2/getAmi:getAmi", { region: "mars-1" })).toThrow("no results");
    const nobody = process.env;
    process.env = {};
    expect(() => provider.configure({})).toThrow("No valid credential sources found");
    process.env = nobody;
    provider.configure({ accessKey: "x", region: "eu-north-1", defaultTags: '{"tags":{"stack":"t"}}' });
  });
  test("finds Debian's image by owner and name, and starts an instance of it", async () => {
    const { id: ami } = provider.invoke("aws:ec2/getAmi:getAmi", debian);
    const made = await provider.create(instance, { ami, instanceType: "m7i.xlarge", tags: { role: "edge" } });
    expect(made.id).toMatch(/^i-0[0-9a-f]{16}$/);
    expect(made.properties.tagsAll).toEqual({ stack: "t", role: "edge" });
    const next = { ami, instanceType: "m7i.2xlarge", tags: { role: "rpc" }, userData: "x" };
    expect(provider.diff(instance, made.properties, next).changes).toEqual([
      { path: "instanceType", kind: "update", isReplacing: false },
      { path: "userData", kind: "add", isReplacing: false },
      { path: 'tags["role"]', kind: "update", isReplacing: false },
    ]);
  });
  test("sees by InstanceState that an instance was stopped, and starts it", async () => {
    const { id: ami } = provider.invoke("aws:ec2/getAmi:getAmi", debian);
    const { id: instanceId } = await provider.create(instance, { ami, instanceType: "m7i.xlarge" });
    const power = { type: "aws:ec2transitgateway/instanceState:InstanceState", name: "power" };
    const wanted = { instanceId, state: "running" };
    const { id } = await provider.create(power, wanted);
    state.change(({ records }) => {
      records.find(
        (record) => record.id === instanceId && record.type === instance.type,
      )!.props.instanceState = "stopped";
    });
    const found = provider.read(power, id, wanted)!;
    expect(found.inputs.state).toBe("stopped");
    expect(provider.diff(power, found.properties, wanted).changes).toEqual([
      { path: "state", kind: "update", isReplacing: false },
    ]);
    await provider.update(power, id, wanted);
    expect(provider.read(instance, instanceId, {})!.properties.instanceState).toBe("running");
    expect(provider.diff(power, provider.read(power, id, wanted)!.properties, wanted).changes).toEqual([]);
  });
  test("takes no more than 16 KiB of user data", async () => {
    const { id: ami } = provider.invoke("aws:ec2/getAmi:getAmi", debian);
    const userData = "x".repeat(16 * 1024 + 1);
    await expect(provider.create(instance, { ami, instanceType: "m7i.xlarge", userData })).rejects.toThrow(
      "User data is limited to 16384 bytes",
    );
  });
});
