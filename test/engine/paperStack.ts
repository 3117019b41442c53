import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Clouds } from "../clouds/clouds";
import type { Executed } from "../stack/execute";
import { changeCounts, projectFolder, TestStack } from "../stack/testStack";

/** What a preview or an update did to one resource. */
export interface Step {
  name: string;
  op: string;
}

interface ReleaseStep {
  op: string;
  urn: string;
  oldState: { inputs: { files: Record<string, string> } };
  newState: { inputs: { files: Record<string, string> } };
}

interface RecordedResource {
  urn: string;
  dependencies?: string[];
  propertyDependencies?: Record<string, string[] | null>;
  deletedWith?: string;
}

const programFolder = join(__dirname, "paperNetwork");

/** A whole cloud network on the real engine: every resource of the program, and no machine. */
export class PaperStack {
  readonly clouds = new Clouds(mkdtempSync(join(tmpdir(), "cordillera-clouds-")));
  readonly stack: TestStack;

  constructor(readonly name: string) {
    this.stack = new TestStack(name, { clouds: this.clouds });
  }

  run(...args: string[]): Promise<Executed> {
    return this.stack.pulumi(args, { cwd: programFolder, timeoutMs: 900_000 });
  }

  async succeed(...args: string[]): Promise<Executed> {
    return this.stack.mustSucceed(this.run(...args));
  }

  async init(): Promise<void> {
    await this.succeed("stack", "init");
    await this.succeed("config", "set", "rootDir", projectFolder);
    await this.succeed("config", "set", "description", this.stack.descriptionFile);
  }

  tryUp(description: unknown, ...args: string[]): Promise<Executed> {
    this.stack.describe(description);
    return this.run("up", "--yes", "--skip-preview", ...args);
  }

  /** Counts of what changed. */
  async up(description: unknown): Promise<Record<string, number>> {
    return changeCounts((await this.stack.mustSucceed(this.tryUp(description))).output);
  }

  /** What `up` would change. */
  async preview(description: unknown, ...args: string[]): Promise<Step[]> {
    this.stack.describe(description);
    const { stdout } = await this.succeed("preview", "--json", ...args);
    const { steps } = JSON.parse(stdout) as { steps: { op: string; urn: string }[] };
    return steps
      .filter(({ op, urn }) => op !== "same" && op !== "refresh" && !urn.includes("pulumi:pulumi:Stack"))
      .map(({ op, urn }) => ({ name: urn.split("::").at(-1)!, op }));
  }

  /** Files of a host's release that `up` would change, with those that a preview cannot know. */
  async previewFiles(description: unknown, host: string): Promise<string[]> {
    this.stack.describe(description);
    const { stdout } = await this.succeed("preview", "--json");
    const { steps } = JSON.parse(stdout) as { steps: ReleaseStep[] };
    const step = steps.find(({ urn, op }) => urn.endsWith(`::${host}-release`) && op !== "refresh")!;
    const [before, now] = [step.oldState.inputs.files, step.newState.inputs.files];
    return Object.keys(now)
      .filter((path) => before[path] !== now[path])
      .sort();
  }

  /** What the engine walks below a resource whose deletion fails: each path once, whatever it has in common with others. */
  async longestWalk(): Promise<{ below: string; steps: number }> {
    const { stdout } = await this.succeed("stack", "export");
    const { resources } = (JSON.parse(stdout) as { deployment: { resources: RecordedResource[] } })
      .deployment;
    const steps = new Map<string, number>();
    // The engine's order: whatever a resource depends on stands before it.
    for (const { urn, dependencies = [], propertyDependencies = {}, deletedWith = [] } of resources) {
      const below = [dependencies, ...Object.values(propertyDependencies), deletedWith].flat();
      steps.set(
        urn,
        below.reduce((sum, each) => sum + (steps.get(each ?? "") ?? 0), 1),
      );
    }
    const [urn, most] = [...steps].reduce((longest, each) => (each[1] > longest[1] ? each : longest));
    return { below: urn.split("::").at(-1)!, steps: most };
  }

  async remove(): Promise<void> {
    await this.run("cancel", "--yes");
    await this.run("destroy", "--yes", "--skip-preview");
    await this.forget();
  }

  /** Forgets the stack without taking its network down: nothing is left of one that is on paper. */
  async forget(): Promise<void> {
    await this.run("stack", "rm", "--yes", "--force");
    rmSync(join(programFolder, ".cordillera"), { recursive: true, force: true });
    this.stack.remove();
    await this.clouds.remove();
  }
}
