import { exampleCloud, exampleSource, refusal, refusalOf } from "../../test/unit/exampleNetwork";
import { parseNetwork } from "../config/parseNetwork";
import { planNetwork } from "./planNetwork";

const celestia = { network: "mocha", coreEndpoint: "consensus.example.org:9090" };
const planExample = (description: unknown) => planNetwork(parseNetwork(exampleSource(description)));
const hostsWith = (description: unknown) =>
  planExample(description)
    .hosts.filter((host) => host.services.some(({ name }) => name === "celestia"))
    .map(({ name }) => name);

describe("a description with celestia", () => {
  test("puts a light node on sequencers and nowhere else", () => {
    expect(hostsWith({ ...exampleCloud(), celestia })).toEqual([
      "fsn1-sequencer-1",
      "hel1-sequencer-1",
      "nbg1-sequencer-1",
    ]);
    expect(planExample({ ...exampleCloud(), celestia }).celestia).toEqual({
      network: "mocha",
      coreHost: "consensus.example.org",
      corePort: 9090,
      coreTls: false,
    });
  });

  test("plans nothing of it where the key is absent, although the release has the image", () => {
    const plan = planExample(exampleCloud());
    expect(hostsWith(exampleCloud())).toEqual([]);
    expect(plan).not.toHaveProperty("celestia");
    expect(plan.release.images).not.toHaveProperty("celestia");
  });

  test("names the image by its own registry, not by the network's", () => {
    const { images } = planExample({ ...exampleCloud(), celestia }).release;
    expect(images.celestia).toBe(`images.example.net/celestia-node@sha256:${"6".repeat(64)}`);
  });

  test("opens its RPC to the mesh and its data port to nobody", () => {
    const rules = planExample({ ...exampleCloud(), celestia }).firewall.filter(
      ({ service }) => service === "celestia",
    );
    expect(new Set(rules.map(({ port, from }) => `${port} ${from.join()}`))).toEqual(
      new Set(["26658 10.90.0.0/24"]),
    );
  });

  test("may go out to its peers and its consensus node on mainnet, from sequencers only", () => {
    const mainnet = { ...exampleCloud(), environment: "mainnet", chainId: 424242 };
    const plan = planExample({ ...mainnet, celestia: { ...celestia, network: "celestia" } });
    const egress = plan.egress.filter(({ service }) => service === "celestia");
    expect(new Set(egress.map(({ host }) => host)).size).toBe(3);
    expect(new Set(egress.map(({ port, protocol }) => `${port}/${protocol}`))).toEqual(
      new Set(["2121/udp", "2121/tcp", "9090/tcp"]),
    );
  });

  test("is refused with a release that lacks the image", () => {
    const source = exampleSource({ ...exampleCloud(), celestia });
    const { file, text } = source.releases.first!;
    const without = text.replace(/ {2}celestia:\n.*\n.*\n/, "");
    expect(without).not.toBe(text);
    const network = parseNetwork({ ...source, releases: { first: { file, text: without } } });
    expect(() => planNetwork(network)).toThrow(
      'Release "first" has no image of celestia, which the description asks for.\n' +
        "  fix: Add images.celestia, the official image by digest, to the release file (docs/guide/celestia.md), or leave celestia out of the description.",
    );
  });

  test("is refused with an unknown network, key or endpoint, all at once", () => {
    const broken = { network: "arabica", coreEndpoint: "https://consensus.example.org", token: "x" };
    expect(refusalOf({ ...exampleCloud(), celestia: broken })).toBe(
      refusal(
        'celestia.network: unknown value (got "arabica"; known celestia, mocha)',
        'celestia.coreEndpoint: must be a host and a port such as consensus.example.org:9090 (got "https://consensus.example.org")',
        "celestia.token: unknown key (known network, coreEndpoint, coreTls)",
      ),
    );
  });

  test("is refused with Celestia's testnet on mainnet", () => {
    const mainnet = { ...exampleCloud(), environment: "mainnet", chainId: 424242 };
    expect(refusalOf({ ...mainnet, celestia })).toBe(
      refusal('celestia.network: must be celestia on mainnet (got "mocha")'),
    );
  });

  test("lets a sequencer give its light node more memory, and no other host", () => {
    const description = { ...exampleCloud(), celestia };
    description.hosts[0]!.memoryMb = { celestia: 2048 };
    const planned = planExample(description).hosts.find(({ name }) => name === "fsn1-sequencer-1")!;
    expect(planned.services.find(({ name }) => name === "celestia")!.memoryMb).toBe(2048);
    const { celestia: _absent, ...without } = description;
    expect(refusalOf(without)).toBe(
      refusal("hosts[0].memoryMb.celestia: does not run on this host (known geth, app, cometbft, exporter)"),
    );
  });
});
