import { FakeMachine, SshKey } from "../../../test/unit/fakeMachine";
import { makeFirstContact } from "./firstContact";

const inputsFor = (machine: FakeMachine) => ({
  stack: "s",
  host: "fsn1-sequencer-1",
  address: "192.0.2.1",
  port: 22,
  bootHostKey: machine.boot.name,
  keyFile: "k",
  machineId: "1",
});

describe("makeFirstContact", () => {
  test("leaves the boot key behind and pins the key that the host made", async () => {
    const machine = new FakeMachine();
    const made = await makeFirstContact(inputsFor(machine), machine);
    expect(machine.served).not.toBe(machine.boot);
    expect(made).toEqual({
      connection: { host: "192.0.2.1", port: 22, keyFile: "k", hostKey: machine.served.name },
      hostKey: machine.served.name,
      meshPublicKey: "bWVzaA==",
    });
  });

  test("a first boot that failed tells its log's last lines, and rotates nothing", async () => {
    const machine = new FakeMachine({ bootFault: "status: error\ncordillera: line 30 failed: sshd -t\n" });
    const failed = makeFirstContact(inputsFor(machine), machine);
    await expect(failed).rejects.toMatchObject({
      code: "FIRST_BOOT_FAILED",
      message: expect.stringContaining("  - cordillera: line 30 failed: sshd -t"),
    });
    expect(machine.served).toBe(machine.boot);
  });

  test("cut after any step, the next run ends with one key, made once, that the host answers with", async () => {
    const steps = 40;
    let cuts = 0;
    for (let step = 0; step < steps; step++) {
      const machine = new FakeMachine().cutAfter(step);
      const isCut = await makeFirstContact(inputsFor(machine), machine).then(
        () => false,
        () => true,
      );
      if (isCut) cuts += 1;
      machine.cutAfter(Number.POSITIVE_INFINITY);
      const { hostKey } = await makeFirstContact(inputsFor(machine), machine);
      expect([step, hostKey, machine.made]).toEqual([step, machine.served.name, 1]);
      expect(hostKey).not.toBe(machine.boot.name);
    }
    expect(cuts).toBeGreaterThan(10);
    expect(cuts).toBeLessThan(steps);
  });

  test("cut and rebooted after any step, it ends the same", async () => {
    for (let step = 0; step < 20; step++) {
      const machine = new FakeMachine().cutAfter(step);
      await makeFirstContact(inputsFor(machine), machine).catch(() => undefined);
      machine.reboot();
      machine.cutAfter(Number.POSITIVE_INFINITY);
      const { hostKey } = await makeFirstContact(inputsFor(machine), machine);
      expect([step, hostKey]).toEqual([step, machine.served.name]);
    }
  });

  test("refuses a key that nobody vouches for", async () => {
    const machine = new FakeMachine();
    machine.served = new SshKey();
    await expect(makeFirstContact(inputsFor(machine), machine)).rejects.toMatchObject({
      code: "HOST_KEY_CHANGED",
    });
    expect(machine.commands.every((command) => command.startsWith("cat "))).toBe(true);
  });

  test("refuses a signature over another key, for another purpose, or by another key", async () => {
    const stranger = new SshKey();
    const machine = new FakeMachine();
    machine.served = stranger;
    const forged = [
      machine.boot.sign(`${machine.boot.name}\n`, "cordillera-host-key"),
      machine.boot.sign(`${stranger.name}\n`, "file"),
      stranger.sign(`${stranger.name}\n`, "cordillera-host-key"),
      "nonsense",
    ];
    for (const signature of forged) {
      machine.vouched = signature;
      const contact = makeFirstContact(inputsFor(machine), machine);
      await expect(contact).rejects.toMatchObject({ code: "HOST_KEY_CHANGED" });
    }
    // The control: with the right one it would have been let in.
    machine.vouched = machine.boot.sign(`${stranger.name}\n`, "cordillera-host-key");
    machine.file = stranger;
    expect((await makeFirstContact(inputsFor(machine), machine)).hostKey).toBe(stranger.name);
  });
});
