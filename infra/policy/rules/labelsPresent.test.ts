import { judged } from "../../../test/unit/judged";
import { labelsPresent } from "./labelsPresent";

const labels = { "cordillera.stack": "testnet", "cordillera.network": "ande-testnet" };
const own = { ...labels, "cordillera.role": "edge", "cordillera.host": "fsn1-edge-1" };
const faults = (type: string, props: Record<string, unknown>) =>
  labelsPresent.findFaults(judged(type, props));

describe("labelsPresent", () => {
  test("passes what is labelled, in the words of either provider, and what cannot be", () => {
    expect(faults("hcloud:index/server:Server", { labels: own })).toEqual([]);
    expect(faults("aws:ec2/instance:Instance", { tags: own })).toEqual([]);
    expect(faults("hcloud:index/networkSubnet:NetworkSubnet", {})).toEqual([]);
  });

  test("asks role and host of what belongs to one host, and not of what hosts share", () => {
    expect(faults("hcloud:index/volume:Volume", { labels })).toEqual([
      "lacks cordillera.role, cordillera.host",
    ]);
    expect(faults("hcloud:index/network:Network", { labels })).toEqual([]);
    expect(faults("aws:ec2/vpc:Vpc", {})).toEqual(["lacks cordillera.stack, cordillera.network"]);
  });

  test("takes an empty label for none", () => {
    const empty = { ...own, "cordillera.role": "" };
    expect(faults("aws:ec2/eip:Eip", { tags: empty })).toEqual(["lacks cordillera.role"]);
  });

  test("says nothing of labels that are not known yet", () => {
    const unknown = judged("aws:ec2/vpc:Vpc", {}, { unknownKeys: ["tags"] });
    expect(labelsPresent.findFaults(unknown)).toEqual([]);
  });
});
