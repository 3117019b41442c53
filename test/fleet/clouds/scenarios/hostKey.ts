import type { CloudFleet } from "../cloudFleet";

/** A host that answers with another key than the pinned one is not spoken to. */
export function changedHostKeysAreRefused(fleet: CloudFleet): void {
  test("makes up fail and names the offered key, until the host has its own again", async () => {
    const host = "nbg1-edge-1";
    const key = "/srv/ssh/ssh_host_ed25519_key";
    const change = `cp -a ${key} ${key}.own; rm ${key}; ssh-keygen -q -t ed25519 -N '' -f ${key}`;
    await fleet.onHost(host, `${change}; systemctl reload ssh`);
    try {
      const [, offered] = (await fleet.onHost(host, `cat ${key}.pub`)).split(" ");
      const failed = await fleet.up();
      expect(failed.code).not.toBe(0);
      expect(failed.output).toContain("The host key is not the pinned one; nothing was sent.");
      expect(failed.output).toContain(`offered: ssh-ed25519 ${offered}`);
    } finally {
      await fleet.onHost(
        host,
        `mv ${key}.own ${key}; ssh-keygen -y -f ${key} >${key}.pub; systemctl reload ssh`,
      );
    }
    await fleet.deploy();
  });
}
