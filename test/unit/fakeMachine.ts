import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { Doors } from "../../infra/resources/machines/firstContact";
import type { Connection, HostSession, RunResult } from "../../infra/resources/sessions/hostSession";
import { signedText } from "../../infra/resources/sessions/sshSignature";

const field = (bytes: Buffer | string): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(bytes));
  return Buffer.concat([length, Buffer.from(bytes)]);
};

/** An ed25519 key of OpenSSH that signs as `ssh-keygen -Y sign` does. */
export class SshKey {
  private readonly pair: { publicKey: KeyObject; privateKey: KeyObject } = generateKeyPairSync("ed25519");
  private readonly blob = Buffer.concat([
    field("ssh-ed25519"),
    field(this.pair.publicKey.export({ format: "der", type: "spki" }).subarray(-32)),
  ]);
  readonly name = `ssh-ed25519 ${this.blob.toString("base64")}`;

  sign(message: string, namespace: string): string {
    const signature = sign(null, signedText(message, namespace), this.pair.privateKey);
    const signed = Buffer.concat([field("ssh-ed25519"), field(signature)]);
    const head = Buffer.concat([Buffer.from("SSHSIG"), Buffer.from([0, 0, 0, 1])]);
    const fields = [field(this.blob), field(namespace), field(""), field("sha512"), field(signed)];
    const text = Buffer.concat([head, ...fields]).toString("base64");
    return `-----BEGIN SSH SIGNATURE-----\n${text}\n-----END SSH SIGNATURE-----\n`;
  }
}

export interface FakeMachineOptions {
  /** Exit code of `cloud-init status --wait`, with what stands in its log. */
  bootFault?: string;
}

/** A machine at its first boot: which key lies in sshd's file, which one sshd answers with. For tests. */
export class FakeMachine implements Doors {
  readonly boot = new SshKey();
  file = this.boot;
  served = this.boot;
  next: SshKey | undefined;
  vouched = "";
  made = 0;
  readonly commands: string[] = [];

  constructor(private readonly options: FakeMachineOptions = {}) {}

  /** Steps that still take effect before connections are lost. */
  private left = Number.POSITIVE_INFINITY;

  cutAfter(steps: number): this {
    this.left = steps;
    return this;
  }

  /** Switched off and on: sshd reads its file again. */
  reboot(): void {
    this.served = this.file;
  }

  async open(connection: Connection): Promise<HostSession> {
    this.spend();
    if (connection.hostKey === this.served.name) return this.session();
    throw Object.assign(new Error("another key"), { code: "HOST_KEY_CHANGED" });
  }

  async openUnproven() {
    this.spend();
    return { session: this.session(), offered: this.served.name };
  }

  private spend(): void {
    if (this.left <= 0) throw new Error("cut");
    this.left -= 1;
  }

  private session(): HostSession {
    return {
      run: async (command) => {
        this.spend();
        this.commands.push(command);
        const { code = 0, stdout = "", stderr = "" } = this.answer(command);
        // The answer is lost as well: what was done on the machine is done.
        this.spend();
        return { code, stdout, stderr };
      },
      hold: async () => "",
      follow: async () => 0,
      onEnd: () => undefined,
      close: () => undefined,
    };
  }

  private answer(command: string): Partial<RunResult> {
    if (command.includes("cloud-init status --wait")) return this.bootState();
    if (command.includes("cordillera-network key")) return { stdout: "bWVzaA==\n" };
    if (command.includes("-Y sign")) return this.prepare(/-n (\S+)/.exec(command)![1]!);
    if (command.includes("systemctl reload ssh")) return this.activate();
    if (command.includes("ssh-keygen -y")) return { stdout: `${this.file.name}\n` };
    if (command.startsWith("cat ")) return { stdout: this.vouched, code: this.vouched ? 0 : 1 };
    return {};
  }

  private bootState(): Partial<RunResult> {
    return this.options.bootFault ? { code: 1, stdout: this.options.bootFault } : {};
  }

  private prepare(namespace: string): Partial<RunResult> {
    if (!this.next) {
      this.made += 1;
      this.next = new SshKey();
      this.signature = this.file.sign(`${this.next.name}\n`, namespace);
    }
    return { stdout: `${this.next.name}\n` };
  }

  private signature = "";

  private activate(): Partial<RunResult> {
    if (this.next) {
      this.vouched = this.signature;
      this.file = this.next;
      this.next = undefined;
    }
    this.served = this.file;
    return {};
  }
}
