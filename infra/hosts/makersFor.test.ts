import {
  type ExampleDescription,
  exampleCloud,
  exampleDocker,
  parseExample,
} from "../../test/unit/exampleNetwork";
import { recordResources } from "../../tools/graph/recordResources";
import { planNetwork } from "../plan/planNetwork";
import { makersFor } from "./makersFor";

const loaded: string[] = [];
const mockLoaded = loaded;

jest.mock("@pulumi/hcloud", () => {
  mockLoaded.push("hcloud");
  return jest.requireActual("@pulumi/hcloud");
});
jest.mock("@pulumi/aws", () => {
  mockLoaded.push("aws");
  return jest.requireActual("@pulumi/aws");
});

const makersOf = async (description: ExampleDescription) => {
  const plan = planNetwork(parseExample(description));
  let providers: string[] = [];
  await recordResources(
    () => {
      providers = Object.keys(makersFor(plan, { publicKey: "ssh-ed25519 AAAA", file: "ssh_key" }));
    },
    { stack: plan.stack },
  );
  return providers.sort();
};

// In this order: what is loaded stays loaded.
describe("makersFor", () => {
  test("loads no cloud's SDK for a network of containers", async () => {
    expect(await makersOf(exampleDocker())).toEqual(["docker"]);
    expect(loaded).toEqual([]);
  });

  test("loads Hetzner's alone where no host is another's", async () => {
    const description = exampleCloud();
    description.hosts = description.hosts.filter(({ provider }) => provider === "hetzner");
    expect(await makersOf(description)).toEqual(["hetzner"]);
    expect(loaded).toEqual(["hcloud"]);
  });

  test("loads both where the plan names both", async () => {
    expect(await makersOf(exampleCloud())).toEqual(["aws", "hetzner"]);
    expect(loaded).toEqual(["hcloud", "aws"]);
  });
});
