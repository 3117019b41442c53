import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CloudMode, Clouds } from "../clouds/clouds";
import type { Executed } from "../stack/execute";
import { changeCounts, TestStack } from "../stack/testStack";

/** What a preview would do to one resource. */
export interface Step {
  name: string;
  op: string;
  /** Inputs that make it another resource. */
  replaces: string[];
}

export interface CloudProgram {
  /** Folder beside this file. */
  folder: "cloudResources" | "cloudProgram";
  /** Setting that names the file of what is wanted. */
  setting: "resources" | "description";
}

/** Plain resources of providers, listed one by one. */
export const plainResources: CloudProgram = { folder: "cloudResources", setting: "resources" };
/** What the makers make of a network's description. */
export const madeMachines: CloudProgram = { folder: "cloudProgram", setting: "description" };

/** One of the two programs on the real engine and on stand-in clouds. */
export class CloudStack {
  readonly clouds: Clouds;
  private readonly stack: TestStack;
  private readonly file: string;

  constructor(
    name: string,
    private readonly program: CloudProgram = plainResources,
    mode: CloudMode = "paper",
  ) {
    this.clouds = new Clouds(mkdtempSync(join(tmpdir(), "cordillera-clouds-")), mode);
    this.stack = new TestStack(name, { clouds: this.clouds });
    this.file = join(this.stack.home, "wanted.json");
  }

  run(...args: string[]): Promise<Executed> {
    return this.stack.pulumi(args, { cwd: join(__dirname, this.program.folder), timeoutMs: 300_000 });
  }

  private async succeed(...args: string[]): Promise<string> {
    return (await this.stack.mustSucceed(this.run(...args))).output;
  }

  async init(): Promise<void> {
    await this.succeed("stack", "init");
    await this.succeed("config", "set", this.program.setting, this.file);
  }

  describe(wanted: object): void {
    writeFileSync(this.file, JSON.stringify(wanted));
  }

  tryUp(wanted: object, ...args: string[]): Promise<Executed> {
    this.describe(wanted);
    return this.run("up", "--yes", "--skip-preview", ...args);
  }

  /** Counts of what changed. */
  async up(wanted: object, ...args: string[]): Promise<Record<string, number>> {
    return changeCounts((await this.stack.mustSucceed(this.tryUp(wanted, ...args))).output);
  }

  /** What `up` would change, in the order in which it would. */
  async preview(wanted: object): Promise<Step[]> {
    this.describe(wanted);
    const done = await this.stack.mustSucceed(this.run("preview", "--json"));
    const { steps } = JSON.parse(done.stdout) as {
      steps: { op: string; urn: string; replaceReasons?: string[] }[];
    };
    return steps
      .filter(({ op, urn }) => op !== "same" && op !== "refresh" && !urn.includes("pulumi:pulumi:Stack"))
      .map(({ op, urn, replaceReasons }) => ({
        name: urn.split("::").at(-1)!,
        op,
        replaces: replaceReasons ?? [],
      }));
  }

  async destroy(): Promise<Executed> {
    return this.run("destroy", "--yes", "--skip-preview");
  }

  async remove(): Promise<void> {
    await this.run("cancel", "--yes");
    await this.destroy();
    await this.run("stack", "rm", "--yes", "--force");
    this.stack.remove();
    await this.clouds.remove();
  }
}
