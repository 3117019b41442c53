import { rmSync } from "node:fs";
import { join } from "node:path";
import type { ServiceName } from "../../infra/vocab/words";
import { docker } from "./docker";
import { execute } from "./execute";
import { projectFolder, type TestStack } from "./testStack";

/** What every service under `crashing/` prints before it ends. */
export const crashLine = "cordillera-test: this release crashes on purpose";

/** A release in which one service ends at once; built and pushed the way an operator builds any other. */
export class CrashRelease {
  readonly name: string;

  constructor(private readonly service: ServiceName) {
    this.name = `test-crash-${service}`;
  }

  async build(stack: TestStack): Promise<void> {
    const override = `${this.service}=${join(__dirname, "crashing", this.service)}`;
    const args = ["tools/images/build.ts", "--release", this.name, "--override", override];
    await stack.mustSucceed(execute("tsx", args, { cwd: projectFolder, env: stack.env }));
  }

  async remove(): Promise<void> {
    rmSync(join(projectFolder, `stacks/releases/${this.name}.yaml`), { force: true });
    await docker("rmi", "--force", `cordillera/${this.service}:${this.name}`);
  }
}
