import type { FaultKind } from "../../clouds/cloud/faults";
import { awsResources, type CloudResource, hetznerResources } from "../cloudResources/resources";
import { CloudStack } from "../cloudStack";

jest.setTimeout(300_000);

const everything = [...hetznerResources, ...awsResources];
const withLabel = { key: "stack", value: "sample" };

type Changes = Record<string, Record<string, unknown>>;

/** A copy with some resources' inputs changed. */
const changed = (changes: Changes): CloudResource[] =>
  everything.map((one) => ({ ...one, inputs: { ...one.inputs, ...changes[one.name] } }));

const stack = new CloudStack("test-clouds");
const { clouds } = stack;

beforeAll(() => stack.init());
afterAll(() => stack.remove());

describe("from nothing", () => {
  test("a preview makes nothing", async () => {
    expect(await stack.preview(everything)).toHaveLength(everything.length);
    expect(clouds.remaining()).toEqual([]);
  });

  test("up makes everything, and a second up changes nothing", async () => {
    await stack.up(everything);
    expect(clouds.remaining()).toHaveLength(everything.length);
    expect(Object.keys(await stack.up(everything))).toEqual(["unchanged"]);
  });
});

describe("one changed input", () => {
  const relabelled = { labels: { stack: "sample", network: "other" } };
  const retagged = { tags: { stack: "sample", network: "other" } };
  const inPlace: Changes = {
    key: { name: "renamed" },
    wall: { rules: [{ direction: "in", protocol: "tcp", port: "22", sourceIps: ["198.51.100.0/24"] }] },
    spread: relabelled,
    net: { deleteProtection: true },
    ipv4: { deleteProtection: true },
    ipv6: { name: "renamed" },
    machine: { serverType: "ccx33" },
    member: { aliasIps: ["10.80.0.6"] },
    disk: { size: 60 },
    name: { dnsPtr: "other.example.org" },
    vpc: { enableDnsSupport: false },
    awsSubnet: { mapPublicIpOnLaunch: false },
    gateway: retagged,
    routes: retagged,
    group: { ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["198.51.100.0/24"] }] },
    pair: retagged,
    instance: { instanceType: "m7i.2xlarge" },
    address: retagged,
    ebs: { size: 60, type: "gp2" },
  };

  test("changes these in place, all at once and nothing else", async () => {
    const steps = await stack.preview(changed(inPlace));
    expect(steps.map(({ op }) => op).filter((op) => op !== "update")).toEqual([]);
    expect(steps.map(({ name }) => name).sort()).toEqual(Object.keys(inPlace).sort());
  });

  // Empty: another one because what it hangs on is deleted first.
  test.each<[changes: Changes, replaced: Record<string, string[]>]>([
    [
      {
        ipv6: { location: "nbg1" },
        net: { ipRange: "10.82.0.0/16" },
        disk: { location: "nbg1" },
        group: { description: "another" },
        ebs: { encrypted: true },
      },
      {
        ipv6: ["location"],
        net: ["ipRange"],
        subnet: [],
        member: [],
        disk: ["location"],
        diskAttachment: [],
        group: ["description"],
        ebs: ["encrypted"],
        ebsAttachment: ["volumeId"],
      },
    ],
    [
      { machine: { image: "debian-12" }, instance: { associatePublicIpAddress: true } },
      {
        machine: ["image"],
        member: [],
        diskAttachment: [],
        instance: ["associatePublicIpAddress"],
        addressing: ["instanceId"],
        ebsAttachment: ["instanceId"],
      },
    ],
  ])("%j makes other ones, and of what hangs on them too", async (changes, replaced) => {
    const steps = await stack.preview(changed(changes));
    const found = steps.filter(({ op }) => op === "replace" || op === "create-replacement");
    expect(Object.fromEntries(found.map((step) => [step.name, step.replaces]))).toEqual(replaced);
  });

  // The engine asks of what hangs on a resource that is deleted first as if nothing were ignored.
  test("a key under a given name takes its machines with it; under another name it does not", async () => {
    const replaced = async (inputs: Record<string, unknown>) => {
      const steps = await stack.preview(changed({ key: { publicKey: "ssh-ed25519 AAAAOther", ...inputs } }));
      return steps.map(({ name }) => name);
    };
    expect(await replaced({})).toContain("machine");
    expect(await replaced({ name: "sample-2" })).toEqual(["key"]);
  });

  test("user data and keys of a living machine change nothing", async () => {
    const machine = { userData: "#cloud-config 2", sshKeys: ["other"] };
    expect(await stack.preview(changed({ machine, instance: { userData: "#!/bin/sh" } }))).toEqual([]);
  });
});

describe("what people do by hand", () => {
  test("a label, a firewall rule and a deleted disk are seen, and up puts them back", async () => {
    clouds.byHand(clouds.find("Server"), (props) => {
      props.labels = { stack: "stolen" };
    });
    clouds.byHand(clouds.find("Firewall"), (props) => {
      (props.rules as object[]).push({
        direction: "in",
        protocol: "tcp",
        port: "any",
        sourceIps: ["0.0.0.0/0"],
      });
    });
    clouds.byHand(clouds.find("SecurityGroup"), (props) => {
      (props.ingress as object[]).push({ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] });
    });
    clouds.deleteByHand(clouds.find("VolumeAttachment", ({ instanceId }) => instanceId !== undefined));
    const steps = await stack.preview(everything);
    expect(steps.map(({ op, name }) => `${op} ${name}`).sort()).toEqual([
      "create ebsAttachment",
      "update group",
      "update machine",
      "update wall",
    ]);
    await stack.up(everything);
    expect(clouds.find("Firewall").props.rules).toHaveLength(2);
    expect(clouds.find("SecurityGroup").props.ingress).toHaveLength(1);
    expect(clouds.find("Server").props.labels).toMatchObject({ stack: "sample" });
    expect(Object.keys(await stack.up(everything))).toEqual(["unchanged"]);
  });

  // As with the real providers: a power state is nothing that their machines compare. The makers put a resource of
  // its own beside each (paperNetwork.test.ts).
  test("a machine that was switched off is no difference of the machine's own", async () => {
    clouds.byHand(clouds.find("Server"), (props) => {
      props.status = "off";
    });
    expect(Object.keys(await stack.up(everything))).toEqual(["unchanged"]);
    expect(clouds.find("Server").props.status).toBe("off");
    clouds.byHand(clouds.find("Server"), (props) => {
      props.status = "running";
    });
  });

  test("a machine that was deleted comes back with its address and its disk", async () => {
    const before = {
      server: clouds.find("Server"),
      disk: clouds.find("Volume", ({ name }) => name !== undefined),
    };
    const address = clouds.find("PrimaryIp", ({ type }) => type === "ipv4").props.ipAddress;
    clouds.deleteByHand(before.server);
    await stack.up(everything);
    const server = clouds.find("Server");
    expect(server.id).not.toBe(before.server.id);
    expect(clouds.find("Volume", ({ name }) => name !== undefined).id).toBe(before.disk.id);
    const ipv4 = clouds.find("PrimaryIp", ({ type }) => type === "ipv4");
    expect(ipv4.props.ipAddress).toBe(address);
    expect((server.props.publicNets as { ipv4: number }[])[0]!.ipv4).toBe(Number(ipv4.id));
    expect(Object.keys(await stack.up(everything))).toEqual(["unchanged"]);
  });
});

describe("a rebuild", () => {
  test("of one machine keeps address and disk, and touches no other", async () => {
    const [instance, disk] = [
      clouds.find("Instance"),
      clouds.find("Volume", ({ name }) => name !== undefined),
    ];
    const server = clouds.find("Server");
    await stack.up(changed({ machine: { image: "debian-12" } }));
    expect(clouds.find("Server").id).not.toBe(server.id);
    expect(clouds.find("Instance")).toEqual(instance);
    expect(clouds.find("Volume", ({ name }) => name !== undefined)).toEqual(disk);
  });
});

describe("destroy", () => {
  test("meets a protected machine and stops", async () => {
    const guarded = { machine: { image: "debian-12", deleteProtection: true, rebuildProtection: true } };
    await stack.up(changed(guarded));
    const refused = await stack.destroy();
    expect(refused.output).toContain("server deletion is protected (protected)");
    expect(clouds.find("Server")).toBeDefined();
    await stack.up(changed({ machine: { image: "debian-12" } }));
  });

  test("leaves nothing", async () => {
    expect((await stack.destroy()).code).toBe(0);
    expect(clouds.remaining()).toEqual([]);
  });
});

describe("a create that fails half-way", () => {
  const refusing: FaultKind[] = ["quota", "conflict", "rateLimit", "locked"];

  async function upUntilDone(limit: number): Promise<number> {
    for (let round = 1; round <= limit; round++) {
      const { code, output } = await stack.tryUp(everything, "--continue-on-error");
      if (code === 0) return round;
      expect(output).toMatch(
        /resource_limit_exceeded|conflict|rate_limit|locked|LimitExceeded|Incorrect|in time|ResourceNotReady/,
      );
    }
    throw new Error(`not done after ${limit} rounds`);
  }

  test("at every resource is completed by the next up, and nothing stands twice", async () => {
    const faults = everything.map(({ type, name }, i) => ({
      kind: refusing[i % refusing.length]!,
      verb: "create" as const,
      type: type.split(":").at(-1)!,
      name,
      times: 1,
    }));
    clouds.order(...faults);
    await upUntilDone(9);
    expect(clouds.unmet).toEqual([]);
    expect(clouds.remaining()).toHaveLength(everything.length);
    expect(Object.keys(await stack.up(everything))).toEqual(["unchanged"]);
    await stack.destroy();
    expect(clouds.remaining()).toEqual([]);
  });

  test("made but not ready in time: the next up takes it as it is", async () => {
    clouds.order(
      { kind: "unfinished", verb: "create", type: "Server", times: 1 },
      { kind: "unfinished", verb: "create", type: "Instance", times: 1 },
    );
    expect(await upUntilDone(4)).toBe(2);
    expect(clouds.unmet).toEqual([]);
    expect(clouds.remaining()).toHaveLength(everything.length);
    await stack.destroy();
    expect(clouds.remaining()).toEqual([]);
  });

  test("made but the answer lost: Hetzner's name gives the orphan away, AWS makes a second one that its tag finds", async () => {
    clouds.order(
      { kind: "lost", verb: "create", type: "Server", times: 1 },
      { kind: "lost", verb: "create", type: "Instance", times: 1 },
    );
    expect((await stack.tryUp(everything, "--continue-on-error")).code).not.toBe(0);
    const again = await stack.tryUp(everything, "--continue-on-error");
    expect(again.output).toContain("server name is already used (uniqueness_error)");
    clouds.deleteByHand(clouds.find("Server"));
    await stack.up(everything);
    const instances = clouds.remaining(withLabel).filter(({ type }) => type.endsWith(":Instance"));
    expect(instances).toHaveLength(2);
    // The orphan holds what the network stands on.
    expect((await stack.destroy()).output).toContain("api error DependencyViolation");
    for (const orphan of clouds.remaining().filter(({ type }) => type.endsWith(":Instance"))) {
      clouds.deleteByHand(orphan);
    }
    expect((await stack.destroy()).code).toBe(0);
    expect(clouds.remaining()).toEqual([]);
  });
});
