// Longer than 300 lines: every trap of the clouds has its test here, on one fixture that takes seconds to make.
import { ComponentResource } from "@pulumi/pulumi";
import { type ExampleDescription, exampleCloud, parseExample } from "../../test/unit/exampleNetwork";
import { type RecordedResource, recordResources, secretShown } from "../../tools/graph/recordResources";
import type { Plan } from "../plan/plan";
import { planNetwork } from "../plan/planNetwork";
import { makersFor } from "./makersFor";

/** What the makers register, by name. */
async function make(description: ExampleDescription): Promise<Map<string, RecordedResource>> {
  const plan = planNetwork(parseExample(description));
  const recorded = await recordResources(() => makeHosts(plan), {
    stack: plan.stack,
    settings: { "aws:secretKey": "wJalr", "aws:accessKey": "AKIA", "aws:profile": "ops" },
  });
  return new Map(recorded.map((resource) => [resource.name, resource]));
}

function makeHosts(plan: Plan): void {
  const makers = makersFor(plan, { publicKey: "ssh-ed25519 AAAA", file: "ssh_key" });
  for (const host of plan.hosts)
    makers[host.provider]!(host, new ComponentResource("cordillera:index:Host", host.name));
}

function mainnet(change: (description: ExampleDescription) => void = () => undefined): ExampleDescription {
  const description = { ...exampleCloud(), environment: "mainnet", chainId: 424242 };
  change(description);
  return description;
}

const hostNamed = (description: ExampleDescription, name: string) =>
  description.hosts.find((host) => host.name === name)!;

let testnet: Map<string, RecordedResource>;
let guarded: Map<string, RecordedResource>;
const hetzner = "fsn1-sequencer-1";
const aws = "eu-central-1-witness-1";
const at = (name: string, resources = testnet) => resources.get(name)!;
const ofType = (type: RegExp) => [...testnet.values()].filter((resource) => type.test(resource.type));

beforeAll(async () => {
  testnet = await make(exampleCloud());
  guarded = await make(mainnet());
}, 120_000);

describe("a live Hetzner machine", () => {
  test("is not rebuilt by other user data, other keys or another image", () => {
    expect(at(`${hetzner}-machine`).ignoreChanges).toEqual(
      expect.arrayContaining(["userData", "sshKeys", "image"]),
    );
  });

  test("is not powered off to move to another placement group", () => {
    expect(at(`${hetzner}-machine`).ignoreChanges).toContain("placementGroupId");
  });

  test("is rebuilt when its description counts up, and only then", async () => {
    const description = exampleCloud();
    hostNamed(description, hetzner).rebuild = 1;
    hostNamed(description, aws).rebuild = 3;
    const rebuilt = await make(description);
    expect(at(`${hetzner}-machine`).replacementTrigger).toBe(0);
    expect(at(`${hetzner}-machine`, rebuilt).replacementTrigger).toBe(1);
    expect(at(`${aws}-machine`, rebuilt).replacementTrigger).toBe(3);
    expect(at("nbg1-sequencer-1-machine", rebuilt).replacementTrigger).toBe(0);
  });

  test("has a new key of first contact after a rebuild", async () => {
    const description = exampleCloud();
    hostNamed(description, hetzner).rebuild = 1;
    const rebuilt = await make(description);
    expect(at(`${hetzner}-boot-key`).inputs.round).toBe("0");
    expect(at(`${hetzner}-boot-key`, rebuilt).inputs.round).toBe("1");
  });

  test("goes before the new one comes: name, addresses and disk belong to one at a time", () => {
    expect(at(`${hetzner}-machine`).isReplacedByDeletingFirst).toBe(true);
    expect(at(`${aws}-machine`).isReplacedByDeletingFirst).toBe(true);
  });

  test("is shut down before it is deleted", () => {
    expect(at(`${hetzner}-machine`).inputs.shutdownBeforeDeletion).toBe(true);
  });

  test("keeps user data out of clear state", () => {
    expect(at(`${hetzner}-machine`).inputs.userData).toBe(secretShown);
  });
});

describe("machines", () => {
  test("change only when that would not stop the network: each waits for the guard", () => {
    for (const name of [hetzner, aws]) expect(at(`${name}-machine`).dependsOn).toContain("example-machines");
    expect(at("example-machines").inputs.machines).toMatchObject({
      [hetzner]: { power: 1, isEdge: false, rebuild: 0, serverType: "ccx23" },
      "fsn1-edge-1": { power: 0, isEdge: true },
    });
  });
});

describe("Hetzner's ids", () => {
  test("are numbers wherever an input wants one", () => {
    const { inputs } = at(`${hetzner}-machine`);
    const [publicNet] = inputs.publicNets as { ipv4: unknown; ipv6: unknown }[];
    const { inputs: attachment } = at(`${hetzner}-disk-attachment`);
    const ids = [
      ...[inputs.placementGroupId, ...(inputs.firewallIds as unknown[]), publicNet!.ipv4, publicNet!.ipv6],
      ...[attachment.volumeId, attachment.serverId, at(`${hetzner}-network`).inputs.serverId],
      at("example-eu-central-subnet").inputs.networkId,
    ];
    for (const id of ids) expect(id).toEqual(expect.any(Number));
    for (const id of ids) expect(id).not.toBeNaN();
  });

  test("stand for the ssh key, whose name is not found right after it was made", () => {
    expect(at(`${hetzner}-machine`).inputs.sshKeys).toEqual([expect.stringMatching(/^\d+$/)]);
  });
});

describe("Hetzner's private network", () => {
  test("has its subnet before a machine joins", () => {
    expect(at(`${hetzner}-network`).dependsOn).toContain("example-eu-central-subnet");
    expect(at(`${hetzner}-network`).inputs.subnetId).toBeDefined();
  });

  test("is joined by a resource of its own, not inline, which replaced machines in a loop", () => {
    for (const { inputs } of ofType(/^hcloud:.*:Server$/)) expect(inputs.networks).toBeUndefined();
    expect(ofType(/^hcloud:.*:ServerNetwork$/)).toHaveLength(5);
  });

  test("has one subnet for the regions of a network zone", () => {
    expect(ofType(/:NetworkSubnet$/).map(({ inputs }) => inputs.networkZone)).toEqual(["eu-central"]);
  });
});

describe("the provider's firewall", () => {
  test("is on a Hetzner machine from its creation: no attachment that would come later", () => {
    expect(at(`${hetzner}-machine`).inputs.firewallIds).toHaveLength(1);
    expect(ofType(/:FirewallAttachment$/)).toEqual([]);
  });

  test("is on an AWS interface before the machine exists", () => {
    expect(at(`${aws}-interface`).inputs.securityGroups).toHaveLength(1);
    expect(at(`${aws}-machine`).dependsOn).toContain(`${aws}-interface`);
  });

  test("holds its rules inline on AWS, where a rule added by hand is seen", () => {
    expect(ofType(/:(SecurityGroupIngressRule|SecurityGroupEgressRule|SecurityGroupRule)$/)).toEqual([]);
    const ports = (at(`${aws.replace(/-1$/, "")}-firewall`).inputs.ingress as { fromPort: number }[]).map(
      ({ fromPort }) => fromPort,
    );
    expect(ports).toEqual([22, 51820]);
  });

  test("lets mainnet's hosts out to what is declared, and a testnet's anywhere", () => {
    const out = (resources: typeof testnet) =>
      (at("fsn1-sequencer-firewall", resources).inputs.rules as { direction: string }[]).filter(
        ({ direction }) => direction === "out",
      );
    expect(out(testnet)).toEqual([]);
    expect(out(guarded)).toContainEqual(expect.objectContaining({ protocol: "udp", port: "51820" }));
    const egress = at("eu-central-1-witness-firewall", guarded).inputs.egress as { protocol: string }[];
    expect(egress.some(({ protocol }) => protocol === "-1")).toBe(false);
    expect(egress.length).toBeGreaterThan(3);
  });
});

describe("addresses", () => {
  test("of Hetzner are not deleted with the machine that has them, v4 and v6", () => {
    for (const type of ["ipv4", "ipv6"])
      expect(at(`${hetzner}-${type}`).inputs).toMatchObject({ type, autoDelete: false, location: "fsn1" });
    const [publicNet] = at(`${hetzner}-machine`).inputs.publicNets as object[];
    expect(Object.keys(publicNet!).sort()).toEqual(["ipv4", "ipv4Enabled", "ipv6", "ipv6Enabled"]);
  });

  test("of AWS hang on the interface, so that a first boot has its way out, and a rebuild the same", () => {
    expect(at(`${aws}-ipv4-association`).inputs).toEqual({
      allocationId: expect.stringMatching(/^eipalloc-/),
      networkInterfaceId: expect.stringMatching(/^eni-/),
    });
    expect(at(`${aws}-machine`).dependsOn).toContain(`${aws}-ipv4-association`);
    expect(at(`${aws}-interface`).dependsOn).toContain("eu-central-1-subnet-routes");
    expect(at(`${aws}-interface`).inputs.ipv6AddressCount).toBe(1);
  });
});

describe("reverse names", () => {
  test("lead from both addresses of an edge to the front door's name, where there is one", async () => {
    const description = exampleCloud();
    description.dns = { provider: "hetzner", domain: "example.org", name: "rpc.example.org" };
    const named = [...(await make(description)).values()].filter(({ type }) => type.endsWith(":Rdns"));
    expect(named.map(({ name, inputs }) => [name, inputs.dnsPtr])).toEqual([
      ["fsn1-edge-1-ipv4-name", "rpc.example.org"],
      ["fsn1-edge-1-ipv6-name", "rpc.example.org"],
    ]);
    for (const { inputs } of named) expect(inputs.primaryIpId).toEqual(expect.any(Number));
    expect(ofType(/:Rdns$/)).toEqual([]);
  });
});

describe("data disks", () => {
  test("belong to a place, not to a machine, and are not mounted by the provider", () => {
    expect(at(`${hetzner}-disk`).inputs).toMatchObject({ location: "fsn1", size: 100 });
    expect(at(`${hetzner}-disk`).inputs.serverId).toBeUndefined();
    expect(at(`${hetzner}-disk-attachment`).inputs.automount).toBe(false);
    expect(at(`${aws}-disk`).inputs).toMatchObject({ encrypted: true, availabilityZone: "eu-central-1a" });
  });

  test("are never taken off a running machine", () => {
    for (const name of [hetzner, aws])
      expect(at(`${name}-disk-attachment`)).toMatchObject({
        isRetainedOnDelete: true,
        deletedWith: `${name}-machine`,
      });
  });

  test("are attached before first boot is waited for", () => {
    for (const name of [hetzner, aws])
      expect(at(`${name}-first-boot`).dependsOn).toContain(`${name}-disk-attachment`);
  });

  test("are not given to hosts that keep nothing", () => {
    expect(testnet.has("fsn1-edge-1-disk")).toBe(false);
  });
});

describe("mainnet", () => {
  test("guards machines that keep something, at the engine and at the provider", () => {
    expect(at(`${hetzner}-machine`, guarded)).toMatchObject({
      isProtected: true,
      inputs: { deleteProtection: true, rebuildProtection: true },
    });
    expect(at(`${aws}-machine`, guarded)).toMatchObject({
      isProtected: true,
      inputs: { disableApiTermination: true },
    });
    expect(at("fsn1-edge-1-machine", guarded).isProtected).toBeUndefined();
    expect(at(`${hetzner}-machine`).isProtected).toBeUndefined();
  });

  test("guards every address and disk", () => {
    const names = [`${hetzner}-ipv4`, `${hetzner}-ipv6`, `${hetzner}-disk`, "fsn1-edge-1-ipv4"];
    for (const name of names)
      expect(at(name, guarded)).toMatchObject({ isProtected: true, inputs: { deleteProtection: true } });
    for (const name of [`${aws}-ipv4`, `${aws}-disk`, `${aws}-interface`])
      expect(at(name, guarded).isProtected).toBe(true);
  });

  test("lets a host go whose description says so, and no other", async () => {
    const description = mainnet((each) => {
      hostNamed(each, hetzner).allowRemoval = true;
    });
    const loosened = await make(description);
    expect(at(`${hetzner}-machine`, loosened).isProtected).toBeUndefined();
    expect(at(`${hetzner}-machine`, loosened).inputs.deleteProtection).toBe(false);
    expect(at(`${hetzner}-machine`, loosened).inputs.labels).toMatchObject({
      "cordillera.allow-removal": "true",
    });
    expect(at("nbg1-sequencer-1-machine", loosened).isProtected).toBe(true);
    const open = await make(mainnet((each) => Object.assign(each, { allowRemoval: true })));
    expect([...open.values()].filter(({ isProtected }) => isProtected)).toEqual([]);
  });
});

describe("a live AWS machine", () => {
  test("is neither replaced by a newer image nor stopped by other user data", () => {
    expect(at(`${aws}-machine`).ignoreChanges).toEqual(["ami", "userDataBase64"]);
    expect(at(`${aws}-machine`).inputs.userDataReplaceOnChange).toBe(false);
  });

  test("answers for its metadata only to who has a token, and to no container", () => {
    expect(at(`${aws}-machine`).inputs.metadataOptions).toEqual({
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
    });
  });

  test("has an encrypted system disk and secret user data", () => {
    expect(at(`${aws}-machine`).inputs.rootBlockDevice).toMatchObject({ encrypted: true });
    expect(at(`${aws}-machine`).inputs.userDataBase64).toBe(secretShown);
  });

  test("is made by its region's provider, which is told the stack's credentials", () => {
    expect(at(`${aws}-machine`).provider).toBe("eu-central-1-aws");
    expect(at("eu-central-1-aws").inputs).toMatchObject({
      region: "eu-central-1",
      profile: "ops",
      accessKey: secretShown,
      secretKey: secretShown,
    });
    for (const { provider } of ofType(/^aws:/)) expect(provider).toBe("eu-central-1-aws");
  });
});

describe("a machine that was switched off", () => {
  test.each([hetzner, aws])(
    "%s is switched on before its first boot is waited for, and its images",
    (name) => {
      const power = at(`${name}-power`);
      expect(power.deletedWith).toBe(`${name}-machine`);
      expect(at(`${name}-first-boot`).dependsOn).toContain(`${name}-power`);
      const { __provider: _text, ...inputs } = power.inputs;
      expect(JSON.stringify(inputs)).not.toMatch(/token|secret/i);
    },
  );
});

describe("names and labels", () => {
  test("begin with region and host, so that a target by region works", () => {
    for (const { name, parent } of testnet.values()) {
      if (parent && testnet.get(parent)!.type === "cordillera:index:Host")
        expect(name.startsWith(`${parent}-`)).toBe(true);
    }
    expect(ofType(/^hcloud:.*:(Firewall|PlacementGroup)$/).map(({ name }) => name)).toContain(
      "fsn1-spread-1",
    );
  });

  test("say stack, network, role and host, in characters that Hetzner takes", () => {
    const unlabelled =
      /:(NetworkSubnet|ServerNetwork|VolumeAttachment|EipAssociation|RouteTableAssociation|InstanceState)$/;
    const made = ofType(/^(hcloud|aws):/).filter(({ type }) => !unlabelled.test(type));
    expect(made.length).toBeGreaterThan(30);
    for (const { inputs } of made) {
      const labels = (inputs.labels ?? inputs.tags) as Record<string, string>;
      for (const key of ["stack", "network", "role", "host"])
        expect(labels[`cordillera.${key}`]).toMatch(/^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$/);
    }
    expect(at(`${hetzner}-disk`).inputs.labels).toEqual({
      "cordillera.stack": "example",
      "cordillera.network": "example",
      "cordillera.role": "sequencer",
      "cordillera.host": hetzner,
    });
  });

  test("carry the network at the provider, where several may share an account", () => {
    expect(at(`${hetzner}-machine`).inputs.name).toBe("example-fsn1-sequencer-1");
    expect(at(`${aws}-machine`).inputs.tags).toMatchObject({ Name: "example-eu-central-1-witness-1" });
  });
});
