import { FakeNetwork } from "../../../test/unit/fakeNetwork";
import { putNetwork } from "./putNetwork";

const order = (firewall: string) => ({
  stack: "s",
  host: "local-a",
  machineId: "m",
  connection: { host: "127.0.0.1", port: 2201, hostKey: "ssh-ed25519 AAAA", keyFile: "k" },
  firewall,
  mesh: { interface: "[Interface]\nAddress = 10.77.0.11/24\n", peers: { "local-b": "[Peer]\n" } },
});

const trial = (host: FakeNetwork) => ({ returnSeconds: 20, connectSeconds: 8, open: host.open });

describe("putNetwork", () => {
  test("writes both files, keeps them by a connection of its own, and tells the rules as listed", async () => {
    const host = new FakeNetwork();
    expect(await putNetwork(order("tcp dport 22 accept"), trial(host))).toEqual([
      "input: tcp dport 22 accept",
    ]);
    expect(host.inPlace).toEqual({
      "nftables.conf": "tcp dport 22 accept",
      "mesh.conf": "[Interface]\nAddress = 10.77.0.11/24\n\n# local-b\n[Peer]\n",
    });
    expect(host.commands.map((command) => command.split(" ").slice(0, 2).join(" "))).toEqual([
      "set -e;",
      "/usr/local/sbin/cordillera-network try",
      "/usr/local/sbin/cordillera-network keep",
      "nft -s",
    ]);
  });

  test("ends on the former rules where no new connection opens, and says what to compare", async () => {
    const host = new FakeNetwork({ shutBy: "drop" });
    await putNetwork(order("tcp dport 22 accept"), trial(host));
    await expect(putNetwork(order("drop"), trial(host))).rejects.toMatchObject({
      code: "NETWORK_RETURNED",
      message: [
        'Host "local-a" could not be reached under its new firewall.',
        "  - waited: 8 s",
        "  - last answer: Timed out",
        "  - the host took its former rules back and answers",
        "  fix: Compare access.sshFrom with the address that you come from, then run pulumi up again.",
      ].join("\n"),
    });
    expect([host.inPlace["nftables.conf"], host.returns]).toEqual(["tcp dport 22 accept", 1]);
  });

  test("changes nothing where the host does not take the rules", async () => {
    const host = new FakeNetwork({ refused: "nonsense" });
    await putNetwork(order("tcp dport 22 accept"), trial(host));
    await expect(putNetwork(order("nonsense"), trial(host))).rejects.toMatchObject({
      code: "NETWORK_REFUSED",
      message: expect.stringContaining("  - syntax error\n"),
    });
    expect(host.inPlace["nftables.conf"]).toBe("tcp dport 22 accept");
  });
});
