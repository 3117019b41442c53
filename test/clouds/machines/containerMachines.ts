import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { CloudState, Properties } from "../cloud/cloudState";
import { type DesiredMachine, desiredInstances, desiredServers } from "./desiredMachines";
import { Disks } from "./disks";
import type { Machines } from "./machines";
import { renderProviderFirewall } from "./openPorts";
import { cloudsLabel, hostImage, RegionNetworks, renderRoutes } from "./regionNetworks";
import { docker, orUndefined, run } from "./run";

// The same rights as infra/resources/machines/hostContainer.ts gives a host that is a container.
const rights = [
  ...["--cap-add", "ALL", "--cap-drop", "SYS_RESOURCE", "--security-opt", "seccomp=unconfined"],
  ...["--security-opt", "apparmor=unconfined", "--security-opt", "systempaths=unconfined"],
  ...["--cgroupns", "host", "--volume", "/sys/fs/cgroup:/sys/fs/cgroup:rw"],
  ...["--device-cgroup-rule", "a *:* rwm", "--sysctl", "net.ipv6.conf.all.disable_ipv6=0"],
];

/** Clouds of one folder, as a word for names of containers. */
export const keyOf = (folder: string): string =>
  basename(folder)
    .replace(/[^a-zA-Z0-9]/g, "")
    .slice(-6)
    .toLowerCase();

export const containerOf = (key: string, machine: string): string => `clouds-${key}-${machine}`;

/** Machines that are containers: one for each Server or Instance, on the network of its region. */
export class ContainerMachines implements Machines {
  private readonly key: string;
  private readonly networks: RegionNetworks;
  private readonly disks: Disks;
  private readonly userData: string;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly state: CloudState) {
    this.key = keyOf(state.folder);
    this.networks = new RegionNetworks(this.key);
    this.disks = new Disks(join(state.folder, "disks", state.cloud));
    this.userData = join(state.folder, "user-data");
    mkdirSync(this.userData, { recursive: true });
  }

  takeUserData(id: string, inputs: Properties): void {
    const { userData, userDataBase64 } = inputs;
    if (userData === undefined && userDataBase64 === undefined) return;
    const bytes = userDataBase64 ? Buffer.from(String(userDataBase64), "base64") : String(userData);
    writeFileSync(join(this.userData, id), bytes, { mode: 0o600 });
  }

  /** One pass after the other, and over all processes of a provider only one at a time. */
  converge(): Promise<void> {
    const next = this.turn.catch(() => undefined).then(() => this.pass());
    this.turn = next;
    return next;
  }

  private async pass(): Promise<void> {
    const release = await holdFolder(join(this.state.folder, "machines.turn"));
    try {
      const content = this.state.read();
      const desired = this.state.cloud === "hcloud" ? desiredServers(content) : desiredInstances(content);
      const present = await this.present();
      for (const [id, name] of present) {
        if (!desired.some((machine) => machine.id === id)) await docker("rm", "--force", "--volumes", name);
      }
      for (const machine of desired) {
        if (machine.ipv4 === "") continue;
        if (!present.has(machine.id)) await this.create(machine);
        await this.bring(machine);
      }
      const volumes = content.records.filter(({ type }) => type.endsWith(":Volume"));
      await this.disks.keepOnly(volumes.map(({ id }) => id));
    } finally {
      release();
    }
  }

  /** Name of the container by id of the machine. */
  private async present(): Promise<Map<string, string>> {
    const filters = [`label=${cloudsLabel}=${this.key}`, `label=${cloudsLabel}.cloud=${this.state.cloud}`];
    const listed = await docker(
      ...["ps", "--all", ...filters.flatMap((filter) => ["--filter", filter])],
      ...["--format", `{{.Label "${cloudsLabel}.machine"}} {{.Names}}`],
    );
    return new Map(
      listed
        .split("\n")
        .filter(Boolean)
        .map((line) => line.split(" ") as [string, string]),
    );
  }

  private async create(machine: DesiredMachine): Promise<void> {
    await this.networks.ensure(machine.region);
    const name = containerOf(this.key, machine.name);
    const labels = [cloudsLabel, `${cloudsLabel}.cloud`, `${cloudsLabel}.machine`];
    const values = [this.key, this.state.cloud, machine.id];
    await docker(
      ...["create", "--name", name, "--hostname", machine.name, ...rights],
      ...labels.flatMap((label, i) => ["--label", `${label}=${values[i]}`]),
      ...["--network", this.networks.nameOf(machine.region), "--ip", machine.ipv4],
      ...["--volume", "/var/lib/docker", "--env", `CORDILLERA_ROUTES=${renderRoutes(machine.region)}`],
      hostImage,
    );
    const seed = join(this.userData, machine.id);
    if (existsSync(seed)) await docker("cp", seed, `${name}:/seed/user-data`);
    // Authorities that its Docker trusts beside the world's: an operator's registry has one of those.
    const trust = join(this.state.folder, "trust");
    if (existsSync(trust)) await docker("cp", `${trust}/.`, `${name}:/etc/docker/certs.d`);
    await this.tell(machine, name);
  }

  /** What a machine finds at every start: its address and disks, and the provider's firewall around it. */
  private async tell(machine: DesiredMachine, name: string): Promise<boolean> {
    const folder = join(this.state.folder, "told", machine.id);
    mkdirSync(folder, { recursive: true });
    const texts = {
      plug: renderAddress(machine) + (await this.disks.render(machine.disks)),
      firewall: renderProviderFirewall(machine.open),
    };
    let isNew = false;
    for (const [file, text] of Object.entries(texts)) {
      const told = join(folder, file);
      if (existsSync(told) && readFileSync(told, "utf8") === text) continue;
      writeFileSync(told, text);
      await docker("cp", told, `${name}:/seed/${file}`);
      isNew = true;
    }
    return isNew;
  }

  private async bring(machine: DesiredMachine): Promise<void> {
    const name = containerOf(this.key, machine.name);
    const isNew = await this.tell(machine, name);
    const isRunning = (await docker("inspect", "--format", "{{.State.Running}}", name)).trim() === "true";
    if (machine.isRunning && !isRunning) await docker("start", name);
    else if (!machine.isRunning && isRunning) await docker("stop", "--time", "30", name);
    else if (isRunning && isNew) {
      await run("docker", ["exec", name, "sh", "-c", "sh /seed/plug && nft -f /seed/firewall"]);
    }
  }
}

// Docker 20 tells IPv6 addresses apart by their second half only, and Hetzner's all end in ::1.
const renderAddress = ({ ipv6 }: DesiredMachine): string =>
  ipv6
    ? `ip -6 addr flush dev eth0 scope global\nip -6 addr replace ${ipv6}/48 dev eth0 nodad || true\n`
    : "";

const staleMs = 180_000;

async function holdFolder(folder: string): Promise<() => void> {
  for (;;) {
    try {
      mkdirSync(folder);
      return () => rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const age = await orUndefined(Promise.resolve().then(() => Date.now() - statSync(folder).mtimeMs));
      if (age !== undefined && age > staleMs) rmSync(folder, { recursive: true, force: true });
      await new Promise((next) => setTimeout(next, 50));
    }
  }
}
