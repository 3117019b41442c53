import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Clouds } from "../../test/clouds/clouds";
import { mustPulumi } from "../pulumi/runPulumi";
import { ensureStack } from "../pulumi/stacks";
import { pulumiEnvironment } from "../setup/environment";
import { describeManyHosts } from "./descriptions";

const stack = "bench-preview";

/** Seconds of a first preview of a cloud network of so many hosts, by providers that stand in for the real ones. */
export async function measurePreviewHostsSeconds(hosts: number): Promise<number> {
  const clouds = new Clouds(mkdtempSync(join(tmpdir(), "cordillera-bench-")));
  const description = join(clouds.folder, "description.yaml");
  writeFileSync(description, describeManyHosts(hosts));
  const { PATH = "" } = pulumiEnvironment();
  try {
    await Promise.all([ensureStack(stack), clouds.ready()]);
    const env = { ...clouds.env, PATH: [clouds.bin, PATH].join(delimiter) };
    await mustPulumi(["config", "set", "description", description, "--stack", stack]);
    const startMs = performance.now();
    await mustPulumi(["preview", "--stack", stack], { env });
    return (performance.now() - startMs) / 1000;
  } finally {
    await mustPulumi(["stack", "rm", stack, "--yes"]);
    await clouds.remove();
  }
}
