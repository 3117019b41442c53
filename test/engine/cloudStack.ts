import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Clouds } from "../clouds/clouds";
import type { Executed } from "../stack/execute";
import { changeCounts, TestStack } from "../stack/testStack";
import type { CloudResource } from "./cloudResources/resources";

/** What a preview would do to one resource. */
export interface Step {
  name: string;
  op: string;
  /** Inputs that make it another resource. */
  replaces: string[];
}

/** Plain cloud resources on the real engine, without the rest of the program. */
export class CloudStack {
  readonly clouds = new Clouds(mkdtempSync(join(tmpdir(), "cordillera-clouds-")));
  private readonly stack: TestStack;
  private readonly file: string;

  constructor(name: string) {
    this.stack = new TestStack(name, { clouds: this.clouds });
    this.file = join(this.stack.home, "resources.json");
  }

  run(...args: string[]): Promise<Executed> {
    return this.stack.pulumi(args, { cwd: join(__dirname, "cloudResources"), timeoutMs: 120_000 });
  }

  private async succeed(...args: string[]): Promise<string> {
    return (await this.stack.mustSucceed(this.run(...args))).output;
  }

  async init(): Promise<void> {
    await this.succeed("stack", "init");
    await this.succeed("config", "set", "resources", this.file);
  }

  describe(resources: CloudResource[]): void {
    writeFileSync(this.file, JSON.stringify(resources));
  }

  tryUp(resources: CloudResource[], ...args: string[]): Promise<Executed> {
    this.describe(resources);
    return this.run("up", "--yes", "--skip-preview", ...args);
  }

  /** Counts of what changed. */
  async up(resources: CloudResource[], ...args: string[]): Promise<Record<string, number>> {
    return changeCounts((await this.stack.mustSucceed(this.tryUp(resources, ...args))).output);
  }

  /** What `up` would change, in the order in which it would. */
  async preview(resources: CloudResource[]): Promise<Step[]> {
    this.describe(resources);
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
