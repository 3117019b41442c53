import { stringify } from "yaml";
import { planNetwork } from "../../infra/plan/planNetwork";
import { exampleCloud, exampleReleaseText, parseExample } from "../../test/unit/exampleNetwork";
import { parseHistory } from "./history";
import { findOneWay } from "./oneWay";
import { readRestoration } from "./restoration";

const commit = "a".repeat(40);
const [update] = parseHistory(
  JSON.stringify([
    {
      ...{ kind: "update", startTime: "2026-11-20T09:00:00.000Z", result: "succeeded" },
      environment: { "git.head": commit, "git.dirty": "false" },
      config: { "cordillera:description": { value: "stacks/other.yaml", secret: false } },
    },
  ]),
);

const prices = {
  file: "stacks/prices.yaml",
  text: stringify({
    ...{ date: "2026-01-02", currency: "EUR", exchange: {} },
    providers: {
      hetzner: {
        ...{ currency: "EUR", per: "month", traffic: "" },
        groups: [
          { regions: ["fsn1", "nbg1", "hel1"], ipv4: 0.5, volumeGbMonth: 0.05, machines: { ccx23: 80 } },
        ],
      },
      aws: {
        ...{ currency: "EUR", per: "hour", traffic: "" },
        groups: [{ regions: ["eu-central-1"], ipv4: 0, volumeGbMonth: 0, machines: { "m7i.large": 0.1 } }],
      },
    },
  }),
};

function restore(files: Record<string, string>, changes: object = {}) {
  const repository = { fileIn: (at: string, path: string) => (at === commit ? files[path] : undefined) };
  return readRestoration(
    { ...update!, ...changes },
    { stack: "example", rootDir: "/project", repository, prices },
  );
}

const files = {
  "stacks/other.yaml": stringify(exampleCloud()),
  "stacks/releases/first.yaml": exampleReleaseText("first"),
};

const messageOf = (run: () => unknown): string => {
  try {
    run();
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};

describe("readRestoration", () => {
  test("reads the description that the settings of then named, and the release that it names", () => {
    const { files: restored, plan } = restore(files);
    expect(restored).toEqual(files);
    expect(plan.release.name).toBe("first");
  });

  test("takes the stack's own description where no other was set", () => {
    const own = { "stacks/example.yaml": files["stacks/other.yaml"], ...files };
    expect(Object.keys(restore(own, { config: {} }).files)).toContain("stacks/example.yaml");
  });

  test("refuses a description outside of the checkout", () => {
    const config = { "cordillera:description": { value: "/tmp/x.yaml", secret: false } };
    expect(messageOf(() => restore(files, { config }))).toContain(
      "its description /tmp/x.yaml lies outside of this checkout.",
    );
  });

  test("refuses a release that git does not have, and says how to have one", () => {
    const { "stacks/releases/first.yaml": _, ...without } = files;
    expect(messageOf(() => restore(without))).toMatchInlineSnapshot(`
"There is no way back to update 1 of 2026-11-20 09:00:00, commit aaaaaaaaaa: its release stacks/releases/first.yaml is not in git.
  fix: Choose another update. To be able to go back, write releases under names of their own (make images NAME=…), commit them and name them in the description."
`);
  });

  test("refuses what the program of today does not accept, with all faults", () => {
    const odd = { ...files, "stacks/other.yaml": stringify({ ...exampleCloud(), former: 1 }) };
    expect(messageOf(() => restore(odd))).toContain("former: unknown key");
  });
});

describe("findOneWay", () => {
  const planOf = (change: (description: ReturnType<typeof exampleCloud>) => void) => {
    const description = exampleCloud();
    change(description);
    return planNetwork(parseExample(description));
  };
  const former = planOf(() => {});

  test("says of contracts that they stay, and no more where nothing else does", () => {
    expect(findOneWay(former, former)).toEqual({
      blocking: [],
      notes: [
        "contracts: transactions and deployed contracts stay on the chain; only what reads them goes back",
      ],
    });
  });

  test("stops at another genesis", () => {
    const present = planOf((description) => {
      description.blocks = { intervalMs: 2000, gasLimit: 30_000_000 };
      description.lease = { blocks: 50 };
      description.hosts[0]!.power = 2;
    });
    expect(findOneWay(present, former).blocking).toEqual([
      "genesis, gas limit: 30000000 -> 60000000",
      "genesis, lease: 50 blocks, 10 misses -> 100 blocks, 10 misses",
      "genesis, validators: eu-central-1-witness-1 1, fsn1-sequencer-1 2, hel1-sequencer-1 1, nbg1-sequencer-1 1 -> eu-central-1-witness-1 1, fsn1-sequencer-1 1, hel1-sequencer-1 1, nbg1-sequencer-1 1",
    ]);
  });

  test("names databases that a newer program wrote, and hosts that go or come", () => {
    const present = planOf((description) => {
      description.hosts.push({
        ...{ name: "nbg1-rpc-1", provider: "hetzner", region: "nbg1", roles: ["rpc"], serverType: "ccx23" },
      });
      description.hosts.splice(4, 1);
    });
    present.release = {
      name: "second",
      images: { ...present.release.images, geth: "other", haproxy: "other" },
    };
    expect(findOneWay(present, former).notes.slice(1)).toEqual([
      "geth: another image (release second -> first); its database stays as the present one wrote it",
      "nbg1-rpc-1: goes, with its disk and its keys",
      "fsn1-edge-1: comes as a new host, with new keys and an empty disk",
    ]);
  });
});
