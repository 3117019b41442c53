import { generateKeyPairSync } from "node:crypto";
import { openSession } from "../../../infra/resources/sessions/hostSession";
import { askMethods, checkSshd, parseSettings } from "../../stack/sshd";
import type { RunningNetwork } from "../runningNetwork";

/** A well-formed ed25519 host key that belongs to nobody. */
function strangersHostKey(): string {
  const { publicKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const field = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
  return `ssh-ed25519 ${Buffer.concat([field(Buffer.from("ssh-ed25519")), field(raw)]).toString("base64")}`;
}

/** Only the pinned host key is spoken to. */
export function onlyPinnedHostsAreTrusted(network: RunningNetwork): void {
  const [first] = network.validators as [string];
  const connection = () => network.connectionTo(first);

  test("refuses a host whose key is another one, and says what to do", async () => {
    await expect(openSession({ ...connection(), hostKey: strangersHostKey() }, 5_000)).rejects.toMatchObject({
      code: "HOST_KEY_CHANGED",
      message: expect.stringContaining("fix:"),
    });
  });

  test("talks to the host with the pinned key", async () => {
    const session = await openSession(connection(), 5_000);
    expect((await session.run("hostname")).stdout.trim()).toBe(first);
    session.close();
  });

  test("runs commands as root, while nobody logs in as root", async () => {
    const session = await openSession(connection(), 5_000);
    expect((await session.run("id -u")).stdout).toBe("0\n");
    session.close();
    await expect(openSession({ ...connection(), user: "root" }, 2_000)).rejects.toMatchObject({
      code: "HOST_UNREACHABLE",
    });
  });

  test("finds sshd hardened on every host", async () => {
    for (const host of Object.keys(network.outputs.hosts)) {
      const found = parseSettings(await network.onHost(host, "sshd -T -C user=admin"));
      expect([host, checkSshd(found)]).toEqual([host, []]);
    }
  });

  test("has no ear for passwords", async () => {
    const { host, port } = connection();
    expect(await askMethods(host, port, "admin")).toEqual(["publickey"]);
  });
}
