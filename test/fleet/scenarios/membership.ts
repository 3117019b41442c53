import { leftovers } from "../../stack/docker";
import type { Fleet } from "../fleet";

/** Hosts come and go without the others noticing. */
export function hostsComeAndGo(fleet: Fleet): void {
  // Last by name and without a validator's files: nothing of the others changes but their list of peers.
  const newcomer = { name: "local-z-edge-1", provider: "docker", region: "local", roles: ["edge"] };
  const watched = "local-sequencer-2";

  /** Addresses and ports at both ends of CometBFT's connections. */
  const consensusConnections = () =>
    fleet.onHost(
      watched,
      "ss -Htn state established '( sport = :26656 or dport = :26656 )' | awk '{print $3, $4}' | sort",
    );
  /** Bytes that each peer has sent; they begin at zero with a new session. */
  const received = async () => {
    const lines = (await fleet.onHost(watched, "wg show cordillera0 transfer")).trim().split("\n");
    return new Map(lines.map((line) => [line.split("\t")[0]!, Number(line.split("\t")[1])]));
  };

  test("a host that is added becomes everybody's peer, and leaves again; no session and no connection ends", async () => {
    const before = { connections: await consensusConnections(), received: await received() };
    expect(before.connections.trim().split("\n").length).toBeGreaterThanOrEqual(3);
    expect(before.received.size).toBe(4);

    const hosts = fleet.description.hosts as object[];
    fleet.stack.describe({ ...fleet.description, hosts: [...hosts, newcomer] });
    await fleet.deploy();
    const during = await received();
    expect(during.size).toBe(5);
    const { privateAddress } = fleet.planned(newcomer.name);
    const metrics = await fleet.onHost(watched, `curl -s --max-time 5 http://${privateAddress}:9100/metrics`);
    expect(metrics).toContain("node_load1 ");
    expect(await consensusConnections()).toBe(before.connections);

    fleet.stack.describe(fleet.description);
    await fleet.deploy();
    const after = await received();
    expect([...after.keys()].sort()).toEqual([...before.received.keys()].sort());
    for (const [peer, bytes] of before.received) {
      expect(during.get(peer)!).toBeGreaterThanOrEqual(bytes);
      expect(after.get(peer)!).toBeGreaterThanOrEqual(during.get(peer)!);
    }
    expect(await consensusConnections()).toBe(before.connections);
    expect((await leftovers(fleet.stack.name)).join("\n")).not.toContain(newcomer.name);
  });
}
