import { putNetwork } from "../../../infra/resources/mesh/putNetwork";
import { openSession } from "../../../infra/resources/sessions/hostSession";
import { waitFor } from "../../stack/waitFor";
import type { Fleet } from "../fleet";

/** Firewall and mesh are what the plan says, whoever had a hand in them. */
export function networkIsPutBack(fleet: Fleet): void {
  const host = "local-sequencer-3";
  const rules = () => fleet.onHost(host, "nft -s list table inet cordillera");
  const peers = () => fleet.onHost(host, "wg show cordillera0 allowed-ips | sort");

  test("shows a rule opened and a peer removed by hand in the preview, and puts both back", async () => {
    const before = { rules: await rules(), peers: await peers() };
    await fleet.onHost(host, "nft add rule inet cordillera input tcp dport 9998 accept");
    await fleet.onHost(host, "wg set cordillera0 peer $(wg show cordillera0 peers | head -n 1) remove");
    expect(await rules()).not.toBe(before.rules);
    expect(await peers()).not.toBe(before.peers);

    const preview = await fleet.stack.mustSucceed(fleet.stack.preview());
    expect(preview.output).toContain("rule by hand in input: tcp dport 9998 accept");
    expect(preview.output).toMatch(/peer gone: local-(edge|sequencer|witness)-\d/);

    await fleet.deploy();
    expect({ rules: await rules(), peers: await peers() }).toEqual(before);
    const again = await fleet.stack.mustSucceed(fleet.stack.up());
    expect(again.output).toMatch(/Resources:\s+\d+ unchanged/);
  });

  test("comes back by itself when the tunnel is killed, and no block is lost", async () => {
    await fleet.onHost(host, "pkill -KILL -x wireguard-go || ip link delete cordillera0");
    await waitFor("the interface", 20_000, async () => (await peers()).split("\n").length > 4);
    await fleet.waitForBlocks(3, 60_000);
    await fleet.waitForLevel(host, 60_000);
  });

  test("returns to the former rules by itself when new ones shut the operator out", async () => {
    const before = await rules();
    const shut =
      "table inet cordillera\ndelete table inet cordillera\ntable inet cordillera {\n  chain input {\n    type filter hook input priority -200; policy drop;\n  }\n}\n";
    const state = JSON.parse(await fleet.stack.exportedState());
    const recorded = state.deployment.resources.find(({ urn }: { urn: string }) =>
      urn.endsWith(`HostNetwork::${host}-mesh`),
    );
    const inputs = { ...recorded.inputs, connection: fleet.connectionTo(host), firewall: shut };
    const trial = { returnSeconds: 6, connectSeconds: 3, open: openSession };

    await expect(putNetwork(inputs, trial)).rejects.toMatchObject({
      code: "NETWORK_RETURNED",
      message: expect.stringContaining("the host took its former rules back and answers"),
    });
    expect(await rules()).toBe(before);
    await fleet.waitForLevel(host, 60_000);
  });
}
