import { exampleCloud, exampleDocker, parseExample } from "../../test/unit/exampleNetwork";
import { planNetwork } from "./planNetwork";
import { describeQuotas, planQuotas } from "./quotas";

describe("planQuotas", () => {
  test("counts per account at Hetzner and per region at AWS", () => {
    expect(describeQuotas(planQuotas(planNetwork(parseExample(exampleCloud()))))).toEqual([
      "aws eu-central-1: the account must allow 1 machines and 1 IPv4 addresses for this network",
      "hetzner: the account must allow 5 machines and 5 IPv4 addresses for this network",
    ]);
  });

  test("containers need no account", () => {
    expect(planQuotas(planNetwork(parseExample(exampleDocker())))).toEqual([]);
  });
});
