import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planNetwork } from "../../infra/plan/planNetwork";
import { type CloudInitInputs, renderCloudInit } from "../../infra/render/cloudInit";
import { makeSshKeyPair } from "../../infra/resources/sessions/sshKeyPair";
import { docker } from "../stack/docker";
import { exampleCloud, parseExample } from "../unit/exampleNetwork";
import { ensureCloudHostImage } from "./hostImage";

const rights = [
  ...["--cap-add=ALL", "--cap-drop=SYS_RESOURCE", "--security-opt=seccomp=unconfined"],
  ...["--security-opt=apparmor=unconfined", "--security-opt=systempaths=unconfined", "--cgroupns=host"],
  ...["--volume=/sys/fs/cgroup:/sys/fs/cgroup:rw", "--device-cgroup-rule=a *:* rwm"],
];

const label = "cordillera.test-machine";

export type BootKeyPair = CloudInitInputs["bootKey"];

/** One machine of a stand-in cloud by itself, with the key of an operator of its own. */
export class TestMachine {
  readonly folder = mkdtempSync(join(tmpdir(), "machine-"));
  readonly keyFile = join(this.folder, "key");
  address = "";

  constructor(readonly name: string) {}

  /** Makes the machine with the user data of an example's host, changed by `edit`, and starts it. */
  async start(bootKey: BootKeyPair, edit: (userData: string) => string = (text) => text): Promise<void> {
    const image = await ensureCloudHostImage();
    const operator = makeSshKeyPair();
    writeFileSync(this.keyFile, operator.privateKey, { mode: 0o600 });
    // Mounted already, as a volume: first boot must leave it alone.
    const disk = { device: "/dev/disk/by-id/none" };
    // Its firewall admits SSH from the operators' ranges: here, from Docker's bridge.
    const access = { sshFrom: ["172.16.0.0/12"] };
    const plan = planNetwork(parseExample({ ...exampleCloud(), access }));
    const host = plan.hosts.find(({ roles }) => roles.includes("edge"))!;
    const text = renderCloudInit(plan, host, { bootKey, authorizedKeys: [operator.publicKey], disk });
    writeFileSync(join(this.folder, "user-data"), edit(text), { mode: 0o600 });
    await docker(
      ...["create", "--name", this.name, "--hostname", host.name, "--label", label, ...rights],
      ...["--volume", "/var/lib/docker", "--volume", "/srv/cordillera", image],
    );
    await docker("cp", join(this.folder, "user-data"), `${this.name}:/seed/user-data`);
    await docker("start", this.name);
    const format = "{{.NetworkSettings.IPAddress}}";
    this.address = (await docker("inspect", "--format", format, this.name)).trim();
  }

  run(command: string): Promise<string> {
    return docker("exec", this.name, "bash", "-c", command);
  }

  async remove(): Promise<void> {
    await docker("rm", "--force", "--volumes", this.name).catch(() => "");
    rmSync(this.folder, { recursive: true, force: true });
  }
}
