import { generateKeyPairSync } from "node:crypto";
import { openSession } from "../../../infra/resources/hostSession";
import type { Fleet } from "../fleet";

/** A well-formed ed25519 host key that belongs to nobody. */
function strangersHostKey(): string {
  const { publicKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const field = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
  return `ssh-ed25519 ${Buffer.concat([field(Buffer.from("ssh-ed25519")), field(raw)]).toString("base64")}`;
}

/** Only the pinned host key is spoken to. */
export function onlyPinnedHostsAreTrusted(fleet: Fleet): void {
  const connection = () => {
    const host = fleet.outputs.hosts["local-sequencer-1"]!;
    return { host: "127.0.0.1", port: host.sshPort, hostKey: host.hostKey, keyFile: fleet.sshKeyFile };
  };

  test("refuses a host whose key is another one, and says what to do", async () => {
    await expect(openSession({ ...connection(), hostKey: strangersHostKey() }, 5_000)).rejects.toMatchObject({
      code: "HOST_KEY_CHANGED",
      message: expect.stringContaining("fix:"),
    });
  });

  test("talks to the host with the pinned key", async () => {
    const session = await openSession(connection(), 5_000);
    expect((await session.run("hostname")).stdout.trim()).toBe("local-sequencer-1");
    session.close();
  });

  test("lets nobody in by password", async () => {
    const settings = await fleet.onHost("local-sequencer-1", "sshd -T");
    expect(settings).toMatch(/^passwordauthentication no$/m);
    expect(settings).toMatch(/^kbdinteractiveauthentication no$/m);
    expect(settings).toMatch(/^permitrootlogin (without-password|prohibit-password)$/m);
  });
}
