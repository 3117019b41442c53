import { rmSync } from "node:fs";
import { join } from "node:path";
import type { ServiceName } from "../../infra/vocab/words";
import { docker } from "./docker";
import { execute } from "./execute";
import { projectFolder } from "./testStack";

/** Builds a release the way an operator does, into another folder; one image may be another than usual. */
export async function buildNamedRelease(at: {
  name: string;
  outFolder: string;
  /** A service whose image is built from `test/stack/relabelled/<service>`. */
  relabelled?: ServiceName;
}): Promise<void> {
  const override = at.relabelled
    ? ["--override", `${at.relabelled}=${join(__dirname, "relabelled", at.relabelled)}`]
    : [];
  const args = ["tools/images/build.ts", "--release", at.name, "--out", at.outFolder, ...override];
  const done = await execute("tsx", args, { cwd: projectFolder, timeoutMs: 600_000 });
  if (done.code !== 0) throw new Error(`release ${at.name}: exit ${done.code}\n${done.output}`);
}

/** Takes a named release off this machine; what hosts pulled of it stays with them. */
export async function removeNamedRelease(at: {
  name: string;
  outFolder: string;
  relabelled?: ServiceName;
}): Promise<void> {
  rmSync(join(at.outFolder, `${at.name}.yaml`), { force: true });
  if (at.relabelled) await docker("rmi", "--force", `cordillera/${at.relabelled}:${at.name}`);
}
