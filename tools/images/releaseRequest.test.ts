import { stringify } from "yaml";
import { builtServiceNames } from "../../infra/vocab/words";
import { readReleaseRequest } from "./releaseRequest";

const digest = `sha256:${"a".repeat(64)}`;
const description = { registry: "registry.example.org/ande", release: "first", hosts: [{ provider: "aws" }] };
const source = (said: object, releases: Record<string, object> = {}) => ({
  stack: "testnet",
  description: { file: "stacks/testnet.yaml", text: stringify(said) },
  releases: Object.fromEntries(
    Object.entries(releases).map(([name, release]) => [
      name,
      { file: `${name}.yaml`, text: stringify(release) },
    ]),
  ),
  prices: undefined,
});

describe("readReleaseRequest", () => {
  test("takes the registry of a description whose release is not there yet", () => {
    expect(readReleaseRequest(source(description), "2026-12-01")).toEqual({
      stack: "testnet",
      name: "2026-12-01",
      registry: "registry.example.org/ande",
      foreign: {},
    });
  });

  test("carries over the image that is not built here", () => {
    const celestia = { repository: "ghcr.io/celestiaorg/celestia-node", digest };
    const built = builtServiceNames.map((name) => [name, { repository: `cordillera/${name}`, digest }]);
    const first = { name: "first", images: { ...Object.fromEntries(built), celestia } };
    expect(readReleaseRequest(source(description, { first }), "second").foreign).toEqual({ celestia });
  });

  test("names everything that is wrong with it", () => {
    const said = { hosts: [{ provider: "docker" }] };
    expect(() => readReleaseRequest(source(said), "local")).toThrowErrorMatchingInlineSnapshot(`
"It is not said what is to be released.
  - NAME: small letters, digits, dots and hyphens, and not "local" (got "local")
  - STACK: containers as hosts pull what make images stores here (got "testnet")
  - stacks/testnet.yaml: registry: must say where the images are pushed to
  fix: make release STACK=testnet NAME=2026-12-01"
`);
  });
});
