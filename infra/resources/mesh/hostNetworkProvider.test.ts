import { unknownValue } from "../inputs";
import { provider } from "./hostNetworkProvider";

const wanted = {
  stack: "s",
  host: "local-a",
  connection: { host: "127.0.0.1", port: 1, hostKey: "ssh-ed25519 AAAA", keyFile: "none" },
  machineId: "m",
  firewall: "table inet cordillera {}",
  mesh: { interface: "[Interface]\n", peers: { "local-b": "[Peer]\n" } },
};

const changes = async (olds: object, news: object = {}) => {
  const before = await provider.check!({}, wanted);
  const { inputs } = await provider.check!({}, { ...wanted, ...news });
  return (await provider.diff!("id", { ...before.inputs, rules: [], ...olds }, inputs)).changes;
};

describe("HostNetwork", () => {
  test("changes for rules, peers, another machine and drift; not for another way to the host", async () => {
    expect(await changes({})).toBe(false);
    expect(await changes({ drift: ["rule by hand in input: tcp dport 9999 accept"] })).toBe(true);
    expect(await changes({}, { firewall: "other" })).toBe(true);
    expect(await changes({}, { mesh: { ...wanted.mesh, peers: {} } })).toBe(true);
    expect(await changes({}, { machineId: "n" })).toBe(true);
    expect(await changes({}, { connection: { ...wanted.connection, port: 2 } })).toBe(false);
  });

  test("changes while a peer's key is not known yet, and never replaces", async () => {
    const mesh = { ...wanted.mesh, peers: { "local-b": unknownValue } };
    expect(await changes({}, { mesh })).toBe(true);
    const { inputs } = await provider.check!({}, wanted);
    expect(await provider.diff!("id", { ...inputs, firewall: "old" }, inputs)).toMatchObject({
      replaces: [],
    });
  });

  test("a failure is recorded as not in place, so that the next up tries again", async () => {
    const { inputs } = await provider.check!({}, wanted);
    await expect(provider.create(inputs)).rejects.toMatchObject({
      id: "s/local-a",
      properties: { drift: ["not in place"], firewall: wanted.firewall },
    });
  });

  test("knows nothing new of a host that is away", async () => {
    const { inputs } = await provider.check!({}, wanted);
    const { props } = await provider.read!("id", { ...inputs, rules: ["input: policy drop;"] });
    expect(props).toMatchObject({ drift: [], rules: ["input: policy drop;"] });
  });
});
