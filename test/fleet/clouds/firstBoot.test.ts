import { join } from "node:path";
import { makeFirstContact } from "../../../infra/resources/machines/firstContact";
import {
  type Connection,
  type HostSession,
  openSession,
  withSession,
} from "../../../infra/resources/sessions/hostSession";
import { type BootKeyPair, TestMachine } from "../../clouds/testMachine";
import { docker } from "../../stack/docker";
import { askMethods, checkSshd, parseSettings } from "../../stack/sshd";
import { TestStack } from "../../stack/testStack";

jest.setTimeout(300_000);

const cwd = join(__dirname, "firstBootProgram");
const stack = new TestStack("test-first-boot");
const machine = new TestMachine("test-first-boot");
const broken = new TestMachine("test-first-boot-broken");
let bootKey: BootKeyPair;
let made: { connection: Connection; meshPublicKey: string };

const pulumi = (args: string[], env = {}) => stack.pulumi(args, { cwd, env });
const run = async (...args: string[]) => (await stack.mustSucceed(pulumi(args))).stdout;
const up = (...args: string[]) => run("up", "--yes", "--skip-preview", ...args);

const contactInputs = (of: TestMachine) => ({
  stack: stack.name,
  host: "fsn1-edge-1",
  address: of.address,
  port: 22,
  bootHostKey: bootKey.publicKey,
  keyFile: of.keyFile,
  machineId: "1",
});

const ask = (command: string) =>
  withSession(made.connection, 60_000, async (session: HostSession) => (await session.run(command)).stdout);

/** Starts the machine again and waits until its boot is over. */
async function reboot(): Promise<void> {
  await docker("restart", "--time", "30", machine.name);
  await ask("cloud-init status --wait");
}

/** What first boot is answerable for: settings, users, keys, folders. */
const fingerprint = () =>
  ask(
    "find /etc /srv /usr/local -xdev -type f ! -path '/etc/cloud/*' ! -path '/etc/ssh/ssh_host_*' ! -name '*.cache*' -printf '%m %U %p ' -exec sha256sum {} + | sort; getent passwd admin cordillera; ls -ld /srv/cordillera/*",
  );

beforeAll(async () => {
  await run("stack", "init");
  await up();
  const outputs = JSON.parse(await run("stack", "output", "--json", "--show-secrets"));
  bootKey = { publicKey: outputs.bootPublicKey, privateKey: outputs.bootPrivateKey };
  await Promise.all([
    machine.start(bootKey),
    broken.start(bootKey, (text) => text.replace("sshd -t\n", "echo the disk of sshd is gone; false\n")),
  ]);
  const settings = { address: machine.address, keyFile: machine.keyFile, machineId: "1" };
  for (const [name, value] of Object.entries(settings)) await run("config", "set", name, value);
  await up();
  made = JSON.parse(await run("stack", "output", "--json"));
});
afterAll(async () => {
  await Promise.all([machine.remove(), broken.remove()]);
  await pulumi(["stack", "rm", "--yes", "--force"]);
  stack.remove();
});

describe("a first contact on the engine", () => {
  test("leaves no private key in the state, and nothing to do for the next update", async () => {
    const state = await run("stack", "export");
    expect(state).toContain(bootKey.publicKey);
    const body = bootKey.privateKey.split("\n").slice(1, -2);
    expect(body.length).toBeGreaterThan(3);
    for (const line of [...body, "PRIVATE KEY"]) expect(state).not.toContain(line);
    await up("--expect-no-changes");
  });
});

describe("a machine after its first boot", () => {
  test("answers with a key that was made on it, and no more with the boot key", async () => {
    const own = (await machine.run("cut -d' ' -f1,2 /srv/ssh/ssh_host_ed25519_key.pub")).trim();
    expect(made.connection.hostKey).toBe(own);
    expect(own).not.toBe(bootKey.publicKey);
    const withBootKey = openSession({ ...made.connection, hostKey: bootKey.publicKey }, 5_000);
    await expect(withBootKey).rejects.toMatchObject({ code: "HOST_KEY_CHANGED" });
  });

  test("lets a run that lost its record in again by what the boot key signed", async () => {
    const { connection, meshPublicKey } = made;
    const again = await makeFirstContact(contactInputs(machine));
    expect(again).toEqual({ connection, meshPublicKey, hostKey: connection.hostKey });
  });

  test("runs what a host needs: Docker, compose, clock, firewall, both users", async () => {
    expect(await ask("docker info --format '{{.Driver}}'; docker compose version --short")).toMatch(
      /^overlay2\n2\./,
    );
    expect(await ask("pgrep -x chronyd | wc -l; id -u admin cordillera; id -u")).toBe("1\n10000\n10001\n0\n");
    expect(await ask("nft list chain inet cordillera input")).toContain("policy drop");
    expect(await ask("ls /usr/sbin/policy-rc.d 2>&1")).toContain("No such file");
    expect(await ask("apt-config dump Unattended-Upgrade::Automatic-Reboot")).toContain('"false"');
    expect(await ask("cloud-init status --format json")).toMatch(/"extended_status": "done"/);
  });

  test("has a hardened sshd that knows keys only and no root", async () => {
    expect(checkSshd(parseSettings(await ask("sshd -T -C user=admin")))).toEqual([]);
    expect(await askMethods(machine.address, 22, "admin")).toEqual(["publickey"]);
    await expect(openSession({ ...made.connection, user: "root" }, 2_000)).rejects.toMatchObject({
      code: "HOST_UNREACHABLE",
      message: expect.stringContaining("All configured authentication methods failed"),
    });
  });

  test("keeps its keys over a reboot, and comes back with firewall and Docker", async () => {
    const mesh = () => ask("/usr/local/sbin/cordillera-network key");
    const before = await mesh();
    await reboot();
    expect(await mesh()).toBe(before);
    expect(await ask("nft list chain inet cordillera input")).toContain("policy drop");
    expect(await ask("docker info --format '{{.Driver}}'")).toBe("overlay2\n");
  });

  test("is changed by nothing when cloud-init runs once more from its beginning", async () => {
    const before = await fingerprint();
    expect(before.split("\n").length).toBeGreaterThan(50);
    await ask("cloud-init clean --logs");
    await reboot();
    expect(await ask("cat /var/log/cloud-init-output.log")).toContain("cordillera: first boot is done");
    expect(await fingerprint()).toBe(before);
  });
});

describe("a host key that changed behind the program's back", () => {
  let found: string;

  beforeAll(async () => {
    await ask(
      "rm /srv/ssh/ssh_host_ed25519_key; ssh-keygen -q -t ed25519 -N '' -f /srv/ssh/ssh_host_ed25519_key",
    );
    await ask("systemctl reload ssh");
    found = (await machine.run("cut -d' ' -f2 /srv/ssh/ssh_host_ed25519_key.pub")).trim();
  });

  test("makes up fail, and names both keys and the way out", async () => {
    const failed = await pulumi(["up", "--yes", "--skip-preview"]);
    expect(failed.code).not.toBe(0);
    expect(failed.output).toContain("The host key is not the pinned one; nothing was sent.");
    expect(failed.output).toContain(`offered: ssh-ed25519 ${found}`);
    expect(failed.output).toContain("docs/guide/first-boot.md");
  });

  test("is accepted when the operator names that very key, and no other", async () => {
    const args = ["up", "--yes", "--skip-preview"];
    const wrong = { CORDILLERA_ACCEPT_HOST_KEY: `fsn1-edge-1=${bootKey.publicKey.split(" ")[1]}` };
    expect((await pulumi(args, wrong)).code).not.toBe(0);
    const right = { CORDILLERA_ACCEPT_HOST_KEY: `fsn1-edge-1=${found}` };
    await stack.mustSucceed(pulumi(args, right));
    await up("--expect-no-changes");
  });
});

test("a first boot that fails is told with the last lines of its log", async () => {
  await expect(makeFirstContact(contactInputs(broken))).rejects.toMatchObject({
    code: "FIRST_BOOT_FAILED",
    message: expect.stringMatching(
      /The first boot of host "fsn1-edge-1" did not reach its end\.\n {2}- status: error\n[\s\S]* {2}- the disk of sshd is gone\n {2}- cordillera: line \d+ failed: false\n[\s\S]*fix: Look at \/var\/log\/cloud-init-output\.log/,
    ),
  });
});
