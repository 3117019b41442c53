import {
  exampleCloud,
  exampleDocker,
  exampleSource,
  parseExample,
  refusal,
  refusalOf,
} from "../../test/unit/exampleNetwork";
import { parseNetwork } from "./parseNetwork";

const mainnet = () => {
  const description = exampleCloud();
  Object.assign(description, { environment: "mainnet", chainId: 424242 });
  return description;
};

describe("checkNetwork", () => {
  test("refuses another chain id on an environment that has its own", () => {
    expect(refusalOf({ ...exampleDocker(), chainId: 2019 })).toBe(
      refusal("chainId: must be 1234 on local (got 2019)"),
    );
    expect(parseExample({ ...exampleDocker(), chainId: 1234 }).chainId).toBe(1234);
  });

  test("refuses mainnet without a chain id, or with that of another network", () => {
    expect(parseExample(mainnet()).chainId).toBe(424242);
    expect(refusalOf({ ...mainnet(), chainId: undefined })).toBe(
      refusal("chainId: must be given on mainnet"),
    );
    expect(refusalOf({ ...mainnet(), chainId: 2019 })).toBe(
      refusal("chainId: is the chain id of testnet (got 2019)"),
    );
  });

  test("refuses an unknown release", () => {
    expect(refusalOf({ ...exampleCloud(), release: "second" })).toBe(
      refusal('release: not a release (got "second"; known first)'),
    );
  });

  test("refuses SSH from the whole internet", () => {
    expect(refusalOf({ ...exampleCloud(), access: { sshFrom: ["203.0.113.0/24", "0.0.0.0/0"] } })).toBe(
      refusal('access.sshFrom[1]: opens SSH to the internet (got "0.0.0.0/0")'),
    );
  });

  test("refuses a cloud network that nobody may reach, or that publishes local ports", () => {
    const { publish } = exampleDocker();
    expect(refusalOf({ ...exampleCloud(), access: undefined })).toBe(
      refusal("access: must be given for cloud hosts"),
    );
    expect(refusalOf({ ...exampleCloud(), publish })).toBe(refusal("publish: is for docker hosts only"));
  });

  test("refuses a docker network without published ports, or with an SSH allow-list", () => {
    const { access } = exampleCloud();
    expect(refusalOf({ ...exampleDocker(), publish: undefined })).toBe(
      refusal("publish: must be given for docker hosts"),
    );
    expect(refusalOf({ ...exampleDocker(), access })).toBe(refusal("access: is for cloud hosts only"));
    const budget = { monthlyMax: 10, currency: "EUR" };
    expect(refusalOf({ ...exampleDocker(), budget })).toBe(refusal("budget: is for cloud hosts only"));
  });

  test("refuses docker hosts and cloud hosts in one network", () => {
    const description = exampleDocker();
    description.hosts.push(exampleCloud().hosts[4]!);
    expect(refusalOf(description)).toBe(
      refusal("hosts: docker hosts (local-sequencer-1) and cloud hosts (fsn1-edge-1) do not mix"),
    );
  });

  test("refuses published ports that collide", () => {
    const description = exampleDocker();
    description.publish = { ...(description.publish as object), prometheusPort: 9091, httpsPort: 8080 };
    expect(refusalOf(description)).toBe(
      refusal(
        "publish: port 8080 is both http of local-edge-1 and https of local-edge-1",
        "publish: port 9091 is both metrics of local-sequencer-2 and prometheus of local-edge-1",
      ),
    );
  });

  test("refuses published ports above 65535", () => {
    const description = exampleDocker();
    description.publish = { ...(description.publish as object), metricsBasePort: 65534 };
    expect(refusalOf(description)).toBe(
      refusal("publish: metrics of local-sequencer-3 would be port 65536, above 65535"),
    );
  });

  test("refuses roles without the sequencer they depend on", () => {
    const description = exampleDocker();
    description.hosts = description.hosts.slice(3);
    description.hosts.push({ name: "local-rpc-1", provider: "docker", region: "local", roles: ["rpc"] });
    expect(refusalOf(description)).toBe(
      refusal(
        "hosts: needs at least one sequencer",
        "hosts[0].roles: witness needs a sequencer in the network",
        "hosts[1].roles: edge needs a sequencer in the network",
        "hosts[1].roles: monitor needs a sequencer in the network",
        "hosts[2].roles: rpc needs a sequencer in the network",
      ),
    );
  });

  test("refuses a machine whose name no cloud would take, which holds the network's name too", () => {
    const description = exampleCloud();
    description.network = "a-network-with-a-rather-long-i";
    const name = `fsn1-sequencer-${"9".repeat(18)}`;
    description.hosts[0]!.name = name;
    expect(refusalOf(description)).toBe(
      refusal(
        `hosts[0].name: must be at most 32 characters in network ${description.network} (got "${name}")`,
      ),
    );
  });

  test("refuses a host or region with a third of the power on mainnet", () => {
    const description = mainnet();
    Object.assign(description.hosts[2]!, { power: 2 });
    expect(refusalOf(description)).toBe(
      refusal(
        "hosts: host hel1-sequencer-1 holds a third or more of the voting power (2 of 5): losing it stops the chain",
        "hosts: region hel1 holds a third or more of the voting power (2 of 5): losing it stops the chain",
      ),
    );
  });

  test("refuses the network name of another cloud network: everything at a provider is named after it", () => {
    const neighbours = [{ file: "stacks/a.yaml", network: "example" }];
    const parse = (description: object) => () => parseNetwork({ ...exampleSource(description), neighbours });
    expect(parse(exampleCloud())).toThrow('network: is taken by stacks/a.yaml (got "example")');
    expect(parse({ ...exampleCloud(), network: "other" })).not.toThrow();
    expect(parse(exampleDocker())).not.toThrow();
  });
});

describe("warnNetwork", () => {
  test("warns of a region with a third of the power on testnet", () => {
    const description = exampleCloud();
    Object.assign(description.hosts[1]!, { name: "fsn1-sequencer-2", region: "fsn1" });
    expect(parseExample(description).warnings).toEqual([
      "region fsn1 holds a third or more of the voting power (2 of 4): losing it stops the chain",
    ]);
  });

  test("is silent on local about a region with all the power", () => {
    expect(parseExample(exampleDocker()).warnings).toEqual([]);
  });

  test("A03 says that three validators tolerate no fault", () => {
    const description = exampleDocker();
    description.hosts.splice(3, 1);
    expect(parseExample(description).warnings).toEqual([
      "3 validators of this power tolerate 0 faults: one down stops the chain",
    ]);
  });

  test("says that one validator tolerates no fault", () => {
    const description = exampleDocker();
    description.hosts = description.hosts.slice(0, 1);
    expect(parseExample(description).warnings).toEqual([
      "1 validator tolerates 0 faults: one down stops the chain",
    ]);
  });
});
