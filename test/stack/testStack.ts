import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import type { Clouds } from "../clouds/clouds";
import { type Executed, type ExecuteOptions, execute } from "./execute";

export const projectFolder = resolve(__dirname, "../..");

export interface TestStackOptions {
  /** Clouds that answer in the place of the real ones. */
  clouds?: Clouds;
  /** Another checkout of the project, in which the description is the stack's own file. */
  folder?: string;
}

/** A stack of its own: throw-away backend, passphrase and description, driven by plain `pulumi` commands. */
export class TestStack {
  readonly home: string;
  readonly folder: string;
  readonly descriptionFile: string;
  /** What each preview and update told whoever ran it. */
  readonly told: string[] = [];

  constructor(
    readonly name: string,
    private readonly options: TestStackOptions = {},
  ) {
    this.home = mkdtempSync(join(tmpdir(), `cordillera-${name}-`));
    this.folder = options.folder ?? projectFolder;
    this.descriptionFile = options.folder
      ? join(options.folder, `stacks/${name}.yaml`)
      : join(this.home, "description.yaml");
    mkdirSync(join(this.home, "backend"));
    mkdirSync(join(this.home, "releases"));
    writeFileSync(join(this.home, "passphrase"), randomBytes(16).toString("hex"), { mode: 0o600 });
  }

  get env(): Record<string, string> {
    const { clouds } = this.options;
    const bin = [
      ...(clouds ? [clouds.bin] : []),
      join(this.folder, "node_modules/.bin"),
      join(this.folder, ".cordillera/bin"),
    ];
    return {
      ...clouds?.env,
      PATH: [...bin, process.env.PATH].join(":"),
      PULUMI_BACKEND_URL: `file://${join(this.home, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE_FILE: join(this.home, "passphrase"),
      PULUMI_HOME: join(this.home, "pulumi"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
  }

  describe(description: unknown): void {
    writeFileSync(this.descriptionFile, stringify(description));
  }

  async pulumi(args: string[], options: ExecuteOptions = {}): Promise<Executed> {
    const { env, ...rest } = options;
    await this.options.clouds?.ready();
    return execute("pulumi", [...args, "--stack", this.name, "--non-interactive", "--color", "never"], {
      cwd: this.folder,
      timeoutMs: 600_000,
      ...rest,
      env: { ...this.env, ...env },
    });
  }

  async init(): Promise<void> {
    await this.options.clouds?.ready();
    await this.mustSucceed(
      execute("pulumi", ["stack", "init", this.name, "--non-interactive"], {
        cwd: this.folder,
        env: this.env,
      }),
    );
    if (this.options.folder === undefined)
      await this.mustSucceed(this.pulumi(["config", "set", "description", this.descriptionFile]));
  }

  preview(options: ExecuteOptions = {}): Promise<Executed> {
    return this.tell(["preview", "--diff"], options);
  }

  up(options: ExecuteOptions = {}): Promise<Executed> {
    return this.tell(["up", "--yes", "--skip-preview"], options);
  }

  private async tell(args: string[], options: ExecuteOptions): Promise<Executed> {
    const done = await this.pulumi(args, options);
    this.told.push(done.output);
    return done;
  }

  async outputs<T>(): Promise<T> {
    return JSON.parse((await this.mustSucceed(this.pulumi(["stack", "output", "--json"]))).stdout) as T;
  }

  async exportedState(): Promise<string> {
    return (await this.mustSucceed(this.pulumi(["stack", "export"]))).stdout;
  }

  destroy(): Promise<Executed> {
    return this.pulumi(["destroy", "--yes", "--skip-preview"]);
  }

  /** Forgets the stack; call after `destroy`. */
  remove(): void {
    rmSync(join(this.folder, `Pulumi.${this.name}.yaml`), { force: true });
    for (const kind of ["json", "calls.json", "dry-run.json"])
      rmSync(join(this.folder, `stacks/deployments/${this.name}.${kind}`), { force: true });
    rmSync(this.home, { recursive: true, force: true });
  }

  async mustSucceed(running: Promise<Executed>): Promise<Executed> {
    const done = await running;
    if (done.code !== 0) throw new Error(`exit ${done.code}\n${done.output.slice(-6000)}`);
    return done;
  }
}

/** How many resources an operation touched, read from Pulumi's own closing summary. */
export function changeCounts(output: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const match of output.matchAll(
    /^\s+[+~\-±]*\s*(\d+) (?:to )?(create|created|update|updated|delete|deleted|replace|replaced|unchanged)\b/gm,
  )) {
    const kind = match[2]!.replace(/d$/, "").replace(/^unchange$/, "unchanged");
    counts[kind] = Number(match[1]);
  }
  return counts;
}
