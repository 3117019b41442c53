import type { HostSession, RunResult } from "../../infra/resources/sessions/hostSession";

export interface FakeNetworkOptions {
  /** Text of a firewall under which no new connection opens. */
  shutBy?: string;
  /** Text of a firewall that nft does not take. */
  refused?: string;
}

interface Files {
  [name: string]: string;
}

/** A host as its network is changed: the script's trial, and whether sshd is within reach. For tests. */
export class FakeNetwork {
  inPlace: Files = {};
  next: Files = {};
  private former: Files | undefined;
  readonly commands: string[] = [];
  /** Trials that the host took back by itself. */
  returns = 0;

  constructor(private readonly options: FakeNetworkOptions = {}) {}

  /** As `openSession`: waits as long as it may; a trial that was not kept by then has ended. */
  readonly open = async (_connection: unknown, waitMs: number): Promise<HostSession> => {
    if (this.isShut() && waitMs >= 15_000) this.expire();
    if (this.isShut()) throw new Error("No ssh connection to the host.\n  - last answer: Timed out");
    return {
      run: async (command, { input = "" } = {}) => {
        this.commands.push(command);
        const { code = 0, stdout = "", stderr = "" } = this.answer(command, input);
        return { code, stdout, stderr };
      },
      hold: async () => "held",
      follow: async () => 0,
      onEnd: () => undefined,
      close: () => undefined,
    };
  };

  private isShut() {
    return this.options.shutBy !== undefined && this.inPlace["nftables.conf"] === this.options.shutBy;
  }

  private expire() {
    if (!this.former) return;
    this.inPlace = this.former;
    this.former = undefined;
    this.returns += 1;
  }

  private answer(command: string, input: string): Partial<RunResult> {
    if (command.includes("base64 -d")) return this.write(input);
    if (/cordillera-network try \d+$/.test(command)) return this.try();
    if (command.endsWith("cordillera-network keep")) return this.keep();
    if (command.startsWith("nft -s list")) return { stdout: this.list() };
    return { code: 127 };
  }

  private write(input: string) {
    for (const line of input.trim().split("\n")) {
      const [name, text] = line.split(" ");
      this.next[name!] = Buffer.from(text!, "base64").toString();
    }
    return {};
  }

  private try() {
    if (this.next["nftables.conf"] === this.options.refused) return { code: 1, stderr: "syntax error\n" };
    this.former = this.inPlace;
    this.inPlace = this.next;
    this.next = {};
    return {};
  }

  private keep() {
    if (!this.former) return { code: 1, stderr: "too late: the former files are back\n" };
    this.former = undefined;
    return {};
  }

  private list() {
    return `table inet cordillera {\n\tchain input {\n\t\t${this.inPlace["nftables.conf"]}\n\t}\n}\n--\n--\n`;
  }
}
