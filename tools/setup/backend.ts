import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pulumiEnvironment } from "./environment";
import { SetupError } from "./errors";
import { paths } from "./paths";
import { run } from "./run";
import type { Step } from "./step";

/** The folder that holds state, and the random passphrase that encrypts its secrets. */
export const backendStep: Step = {
  what: "state",
  async ensure() {
    for (const folder of [paths.backend, paths.pulumiHome])
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    const made = !existsSync(paths.passphrase);
    if (made)
      writeFileSync(paths.passphrase, `${randomBytes(32).toString("base64url")}\n`, {
        mode: 0o600,
        flag: "wx",
      });
    if ((statSync(paths.passphrase).mode & 0o077) !== 0) chmodSync(paths.passphrase, 0o600);
    return `.cordillera/pulumi, passphrase ${made ? "made" : "kept"}`;
  },
};

/** The stack record; nothing is deployed by it. */
export const stackStep = (stack: string): Step => ({
  what: `stack ${stack}`,
  async ensure() {
    if (!existsSync(join(paths.root, "Pulumi.yaml"))) {
      throw new SetupError("STACK", "There is no Pulumi.yaml in this checkout.", {
        fix: "git checkout -- Pulumi.yaml",
      });
    }
    const environment = { ...process.env, ...pulumiEnvironment() };
    const record = join(paths.backend, ".pulumi/stacks/cordillera", `${stack}.json`);
    const isOurBackend = environment.PULUMI_BACKEND_URL === pulumiEnvironment({}).PULUMI_BACKEND_URL;
    if (isOurBackend && existsSync(record) && existsSync(join(paths.root, `Pulumi.${stack}.yaml`)))
      return "there";
    await run("pulumi", ["stack", "select", "--create", stack, "--non-interactive"], { env: environment });
    return "selected";
  },
});
