import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hashInputs } from "../../tools/setup/inputsHash";
import { docker } from "../stack/docker";
import { execute } from "../stack/execute";
import { projectFolder } from "../stack/testStack";

export const cloudHostImage = "cordillera-test/cloud-host";
const label = "cordillera.inputs";

async function inspect(reference: string, format: string): Promise<string> {
  const done = await execute("docker", ["image", "inspect", "--format", format, reference]);
  return done.code === 0 ? done.stdout.trim() : "";
}

/** The image of a stand-in cloud's machine, built when it or the host image below it changed. */
export async function ensureCloudHostImage(): Promise<string> {
  const folder = join(projectFolder, "test/clouds/host");
  const base = await inspect("cordillera/host:local", "{{.Id}}");
  const inputs = hashInputs(projectFolder, [folder], base);
  if ((await inspect(cloudHostImage, `{{index .Config.Labels "${label}"}}`)) === inputs)
    return cloudHostImage;
  const context = mkdtempSync(join(tmpdir(), "cloud-host-"));
  try {
    cpSync(folder, context, { recursive: true });
    await docker("build", "--label", `${label}=${inputs}`, "--tag", cloudHostImage, context);
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
  return cloudHostImage;
}
