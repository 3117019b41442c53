import { exampleCloud, exampleDocker, refusal, refusalOf } from "../../test/unit/exampleNetwork";

type Change = Record<string, unknown>;

const cloudHostWith = (i: number, change: Change) => {
  const description = exampleCloud();
  Object.assign(description.hosts[i]!, change);
  return description;
};

describe("checkHost", () => {
  test.each<[string, number, Change, string]>([
    [
      "a name that does not begin with the region",
      0,
      { name: "nbg1-sequencer-9" },
      'hosts[0].name: must begin with the host\'s region "fsn1-" (got "nbg1-sequencer-9")',
    ],
    [
      "a region of another provider",
      0,
      { name: "eu-central-1-sequencer-1", region: "eu-central-1" },
      'hosts[0].region: not a region (got "eu-central-1"; known fsn1, nbg1, hel1, ash, hil, sin)',
    ],
    [
      "an unknown machine type",
      0,
      { serverType: "cax11" },
      'hosts[0].serverType: not a machine type (got "cax11"; known ccx13, ccx23, ccx33, ccx43, ccx53, ccx63, cpx11, cpx21, cpx22, cpx31, cpx32, cpx41, cpx42, cpx51, cpx52, cpx62, cx23, cx33, cx43, cx53)',
    ],
    [
      "a machine type that the region does not sell",
      0,
      { name: "ash-sequencer-1", region: "ash", serverType: "cx33" },
      'hosts[0].serverType: is not sold in ash (got "cx33"; known cpx11, cpx21, cpx31, cpx41, cpx51, ccx13, ccx23, ccx33, ccx43, ccx53, ccx63)',
    ],
    [
      "a cloud host without a machine type",
      1,
      { serverType: undefined },
      "hosts[1].serverType: must be given for a hetzner host (known ccx13, ccx23, ccx33, ccx43, ccx53, ccx63, cpx11, cpx21, cpx22, cpx31, cpx32, cpx41, cpx42, cpx51, cpx52, cpx62, cx23, cx33, cx43, cx53)",
    ],
    [
      "memory for a service that the host does not run",
      0,
      { memoryMb: { haproxy: 512 } },
      "hosts[0].memoryMb.haproxy: does not run on this host (known geth, app, cometbft, exporter)",
    ],
    ["no roles", 0, { roles: [] }, "hosts[0].roles: must name at least one role (got [])"],
    [
      "an unknown role",
      0,
      { roles: ["validator"] },
      'hosts[0].roles[0]: unknown value (got "validator"; known sequencer, witness, rpc, edge, monitor)',
    ],
    [
      "a role named twice",
      0,
      { roles: ["sequencer", "sequencer"] },
      'hosts[0].roles: names a role twice (got ["sequencer","sequencer"])',
    ],
    [
      "a host that is sequencer and witness",
      0,
      { roles: ["sequencer", "witness"] },
      'hosts[0].roles: has more than one of sequencer, witness and rpc (got ["sequencer","witness"])',
    ],
    [
      "a sequencer without power",
      0,
      { power: 0 },
      "hosts[0].power: must be 1 or more for a sequencer or witness (got 0)",
    ],
    [
      "a witness without power",
      3,
      { power: 0 },
      "hosts[3].power: must be 1 or more for a sequencer or witness (got 0)",
    ],
    [
      "an edge with power",
      4,
      { power: 1 },
      "hosts[4].power: must be 0 for a host that does not validate (got 1)",
    ],
    ["a negative power", 0, { power: -1 }, "hosts[0].power: must be 0 or more (got -1)"],
    ["a power of half", 0, { power: 0.5 }, "hosts[0].power: must be a whole number (got 0.5)"],
    [
      "an address that is none",
      0,
      { privateAddress: "10.90.0.300" },
      'hosts[0].privateAddress: must be an IPv4 address (got "10.90.0.300")',
    ],
  ])("refuses %s", (_what, i, change, line) => {
    expect(refusalOf(cloudHostWith(i, change))).toBe(refusal(line));
  });

  test("refuses a machine type of a docker host", () => {
    const description = exampleDocker();
    description.hosts[0]!.serverType = "ccx23";
    expect(refusalOf(description)).toBe(
      refusal('hosts[0].serverType: a docker host has no machine type (got "ccx23")'),
    );
  });

  test("refuses a rebuild of a docker host, and its leave to be removed", () => {
    const description = exampleDocker();
    Object.assign(description.hosts[0]!, { rebuild: 1, allowRemoval: true });
    expect(refusalOf(description)).toBe(
      refusal("hosts[0].rebuild: is for cloud hosts only", "hosts[0].allowRemoval: is for cloud hosts only"),
    );
  });

  test("counts rebuilds from 1", () => {
    expect(refusalOf(cloudHostWith(0, { rebuild: 0 }))).toBe(
      refusal("hosts[0].rebuild: must be 1 or more (got 0)"),
    );
  });
});

describe("checkDuplicates", () => {
  test("refuses a name used twice", () => {
    const description = exampleDocker();
    description.hosts[1]!.name = "local-sequencer-1";
    expect(refusalOf(description)).toBe(
      refusal('hosts[1].name: is taken by hosts[0] (got "local-sequencer-1")'),
    );
  });

  test("refuses an address used twice", () => {
    const description = exampleDocker();
    description.hosts[1]!.privateAddress = "10.90.0.20";
    description.hosts[2]!.privateAddress = "10.90.0.20";
    expect(refusalOf(description)).toBe(
      refusal('hosts[2].privateAddress: is taken by hosts[1] (got "10.90.0.20")'),
    );
  });
});

describe("checkPrivateNetwork", () => {
  const withCidr = (cidr: string) => ({ ...exampleCloud(), privateNetwork: { cidr } });

  test.each([
    ["a range that does not start at its first address", "10.90.0.1/24"],
    ["a range without a length", "10.90.0.0"],
    ["a range of IPv6", "fd00::/64"],
    ["a word", "ten"],
  ])("refuses %s", (_what, cidr) => {
    expect(refusalOf(withCidr(cidr))).toBe(
      refusal(
        `privateNetwork.cidr: must be an IPv4 range such as 10.77.0.0/24, written with its first address (got "${cidr}")`,
      ),
    );
  });

  test("refuses a public range", () => {
    expect(refusalOf(withCidr("11.0.0.0/24"))).toBe(
      refusal(
        'privateNetwork.cidr: must lie in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16 (got "11.0.0.0/24")',
      ),
    );
  });

  test("refuses a range that is too small for its hosts", () => {
    expect(refusalOf(withCidr("10.90.0.0/28"))).toBe(
      refusal('privateNetwork.cidr: has room for 4 hosts, not for 6 (got "10.90.0.0/28")'),
    );
  });

  test.each(["10.90.0.10", "10.90.0.255", "10.91.0.20"])(
    "refuses %s, which no host can have",
    (privateAddress) => {
      expect(refusalOf(cloudHostWith(0, { privateAddress }))).toBe(
        refusal(`hosts[0].privateAddress: is not a host address of 10.90.0.0/24 (got "${privateAddress}")`),
      );
    },
  );
});
