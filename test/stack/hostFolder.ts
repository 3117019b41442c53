import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { HostSession } from "../../infra/resources/sessions/hostSession";
import { docker } from "./docker";
import { execute } from "./execute";

/** /srv/cordillera of a host that is nothing but this folder; commands run as root in a container of the host image. */
export class HostFolder {
  readonly path: string;

  constructor(private readonly name: string) {
    this.path = mkdtempSync(join(tmpdir(), `cordillera-${name}-`));
  }

  /** A session as providers use it; only `run` is there. */
  get session(): Pick<HostSession, "run"> {
    return {
      run: async (command, { input = "" } = {}) => {
        const mount = ["--volume", `${this.path}:/srv/cordillera`];
        const label = ["--label", `cordillera.stack=${this.name}`];
        const args = ["run", "--rm", ...label, ...mount, "--entrypoint", "bash", "cordillera/host:local"];
        const fed = `base64 -d <<<${Buffer.from(input).toString("base64")} | { ${command}; }`;
        const { code, stdout, output } = await execute("docker", [...args, "-c", input ? fed : command]);
        return { code: code ?? 1, stdout, stderr: output };
      },
    };
  }

  /** Writes a generation's files where `current` leads. */
  place(files: Record<string, string>): void {
    for (const [path, text] of Object.entries(files)) {
      const place = join(this.path, "current", path);
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, text);
    }
  }

  async remove(): Promise<void> {
    await this.session.run("rm -rf /srv/cordillera/*");
    rmSync(this.path, { recursive: true, force: true });
  }

  async removeContainers(): Promise<void> {
    const filter = ["--filter", `label=cordillera.stack=${this.name}`];
    const containers = (await docker("ps", "-aq", ...filter)).split("\n").filter(Boolean);
    if (containers.length > 0) await docker("rm", "-f", ...containers);
    const networks = (await docker("network", "ls", "-q", ...filter)).split("\n").filter(Boolean);
    if (networks.length > 0) await docker("network", "rm", ...networks);
  }
}
