import type { HostSession, RunResult } from "../../infra/resources/sessions/hostSession";

export interface FakeHostOptions {
  /** Generations whose services never become healthy. */
  broken?: string[];
  /** What the node says to `handover`; absent: it does not hold the lease. */
  handover?: { code?: number; stdout?: string; stderr?: string };
}

/** A host as rollouts see it: folders, two links, what compose runs. For tests. */
export class FakeHost {
  /** Files by path, by generation. */
  readonly staged = new Map<string, Record<string, string>>();
  readonly links: Record<string, string> = {};
  readonly audit: { from: string; to: string; result: string; lease?: string }[] = [];
  readonly commands: string[] = [];
  /** Generation that the services were last started from. */
  running = "";
  isLocked = false;

  constructor(private readonly options: FakeHostOptions = {}) {}

  /** A connection that is lost after its `cutAfter`-th command took effect. */
  connect(cutAfter = Number.POSITIVE_INFINITY): HostSession {
    let left = cutAfter;
    return {
      run: async (command, { input = "" } = {}) => {
        if (left <= 0) throw new Error("connection lost");
        left -= 1;
        this.commands.push(command);
        const { code = 0, stdout = "", stderr = "" } = this.answer(command, input);
        if (left <= 0) throw new Error("connection lost");
        return { code, stdout, stderr };
      },
      hold: async () => (this.isLocked ? 'busy {"who":"ops@laptop","pid":7}' : "held"),
      follow: async () => 0,
      onEnd: () => undefined,
      close: () => undefined,
    };
  }

  private answer(command: string, input: string): Partial<RunResult> {
    const generation = /generations\/([0-9a-f]{16})/.exec(command)?.[1] ?? "";
    const link =
      /\.next (current|proven)/.exec(command)?.[1] ?? /test -e \S+\/(current|proven)\//.exec(command)?.[1];
    if (/generations\/\w+ && sha256sum/.test(command)) return { code: this.staged.has(generation) ? 0 : 1 };
    if (command.startsWith("set -e; umask 022")) return this.stage(generation, input);
    if (command.includes("ln -sfn") && link) return this.point(link, generation);
    if (link) return { stdout: this.links[link] ?? "" };
    if (command.startsWith("rm -f") && command.endsWith("/current")) return this.unlink();
    if (command.includes("cat >>") && command.includes("audit.log")) return this.note(input);
    if (/current && cat /.test(command)) return this.show(command.split(" cat ")[1]!.split(" "));
    if (command.includes("config --services")) return { stdout: "app\ncelestia\n" };
    if (command.includes("up -d --wait")) return this.start();
    if (command.includes(" down ")) return this.stop();
    if (command.includes("docker inspect -f") && command.includes("RestartCount")) return this.list();
    if (command.includes(" handover ")) return this.options.handover ?? { stdout: '{"wasHeld":false}\n' };
    if (command.includes("docker logs")) return { stdout: "listening\nfatal: out of luck\n" };
    return {};
  }

  private stage(generation: string, input: string) {
    const lines = input.trim().split("\n");
    const files = lines.map((line): [string, string] => {
      const [path = "", text = ""] = line.split(" ");
      return [path, Buffer.from(text, "base64").toString()];
    });
    this.staged.set(generation, Object.fromEntries(files));
    return {};
  }

  private show(paths: string[]) {
    const files = this.staged.get(this.links.current ?? "") ?? {};
    return { stdout: paths.map((path) => files[path] ?? "").join("") };
  }

  private point(link: string, generation: string) {
    this.links[link] = generation;
    return {};
  }

  private unlink() {
    delete this.links.current;
    return {};
  }

  private note(line: string) {
    this.audit.push(JSON.parse(line));
    return {};
  }

  private start() {
    this.running = this.links.current ?? "";
    return { code: this.isBroken() ? 1 : 0 };
  }

  private stop() {
    this.running = "";
    return {};
  }

  private list() {
    if (!this.running) return {};
    const state = this.isBroken() ? "restarting\t\t7\t1" : "running\thealthy\t0\t0";
    return { stdout: `app\t/cordillera-app-1\t${state}\n` };
  }

  private isBroken() {
    return (this.options.broken ?? []).includes(this.running);
  }
}
