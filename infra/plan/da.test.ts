import {
  exampleCloud,
  exampleDocker,
  exampleSource,
  refusal,
  refusalOf,
} from "../../test/unit/exampleNetwork";
import { parseNetwork } from "../config/parseNetwork";
import { renderAppConfig } from "../render/appConfig";
import { renderCompose } from "../render/compose";
import { planNetwork } from "./planNetwork";

const da = { devnet: true };
const celestia = { network: "mocha", coreEndpoint: "consensus.example.org:9090" };
const planExample = (description: unknown) => planNetwork(parseNetwork(exampleSource(description)));
const daOf = (description: unknown, name: string) => {
  const plan = planExample(description);
  const host = plan.hosts.find((each) => each.name === name)!;
  return (JSON.parse(renderAppConfig(plan, host)) as { da?: object }).da;
};
const placesOf = (description: unknown) =>
  planExample(description)
    .hosts.filter(({ services }) => services.some(({ name }) => name === "da"))
    .map(({ name }) => name);

describe("a description with da.devnet", () => {
  test("puts the devnet on the monitor host, and every node posts there without a token", () => {
    const plan = planExample({ ...exampleDocker(), da });
    const [place] = placesOf({ ...exampleDocker(), da });
    const monitor = plan.hosts.find(({ name }) => name === place)!;
    expect(monitor.roles).toContain("monitor");
    const nodes = plan.hosts.filter(({ services }) => services.some(({ name }) => name === "app"));
    for (const { name } of nodes) {
      expect(daOf({ ...exampleDocker(), da }, name)).toEqual({
        rpcUrl: `http://${monitor.privateAddress}:26658`,
        blocksPerBlob: 64,
      });
    }
    expect(nodes.length).toBeGreaterThan(0);
  });

  test("opens it to the mesh only", () => {
    const rules = planExample({ ...exampleDocker(), da }).firewall.filter(({ service }) => service === "da");
    expect(rules.map(({ on, port }) => `${on} ${port}`)).toEqual(["mesh 26658"]);
  });

  test("posts nowhere where the key is absent", () => {
    const { da: _absent, ...without } = exampleDocker() as Record<string, unknown>;
    expect(placesOf(without)).toEqual([]);
    expect(daOf(without, planExample(without).hosts.find(({ power }) => power > 0)!.name)).toBeUndefined();
  });

  test("is refused on a testnet, and beside a light node", () => {
    const description = { ...exampleCloud(), celestia, da };
    expect(refusalOf(description)).toBe(
      refusal('da.devnet: is for local networks only (got "testnet")', "da: does not go with celestia"),
    );
  });
});

describe("a description with celestia", () => {
  test("has each sequencer post to its own light node with the token made on that host", () => {
    const description = { ...exampleCloud(), celestia };
    const plan = planExample(description);
    const host = plan.hosts.find(({ name }) => name === "fsn1-sequencer-1")!;
    expect(daOf(description, host.name)).toMatchObject({
      rpcUrl: `http://${host.privateAddress}:26658`,
      tokenFile: "/keys/celestia_token",
    });
    expect(renderCompose(plan, host)).toContain("celestia_token:/keys/celestia_token:ro");
  });
});
