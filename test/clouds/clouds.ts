import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { aws } from "./cloud/aws";
import {
  type CloudName,
  type CloudRecord,
  CloudState,
  findRecord,
  type Properties,
} from "./cloud/cloudState";
import { docker } from "./cloud/docker";
import { type OrderedFault, readFaults, writeFaults } from "./cloud/faults";
import { hcloud } from "./cloud/hcloud";
import { HetznerApi } from "./cloud/hetznerApi";
import { containerOf, keyOf } from "./machines/containerMachines";
import { Disks } from "./machines/disks";
import { cloudsLabel, RegionNetworks } from "./machines/regionNetworks";
import { docker as runDocker } from "./machines/run";

const behaviours = { hcloud, aws, docker };
const names: CloudName[] = ["hcloud", "aws", "docker"];

/** `paper`: nothing but records. `containers`: every machine is a container on this test machine. */
export type CloudMode = "paper" | "containers";

/** The stand-in clouds of one test: their state, what goes wrong in them, and what people do to them by hand. */
export class Clouds {
  readonly bin = join(__dirname, "bin");
  /** What credentials are made of: found nowhere unless it leaked. */
  private readonly canary = randomBytes(8).toString("hex");
  private readonly hetznerApi: HetznerApi;

  constructor(
    readonly folder: string,
    readonly mode: CloudMode = "paper",
  ) {
    mkdirSync(folder, { recursive: true });
    this.hetznerApi = new HetznerApi(this.state("hcloud"), async ({ props }) => {
      if (mode === "containers") await runDocker("start", this.containerOf(String(props.name)));
    });
    // Each provider of a program is a process of its own: bundled, one starts in a quarter of a second.
    buildSync({
      entryPoints: [join(__dirname, "plugin/main.ts")],
      outfile: join(folder, "plugin.cjs"),
      bundle: true,
      platform: "node",
      target: "node22",
      logLevel: "error",
    });
  }

  /** Before `env` is asked for. */
  ready(): Promise<void> {
    return this.hetznerApi.ready();
  }

  /** What a program's environment needs so that it meets these clouds; PATH is the caller's to extend by `bin`. */
  get env(): Record<string, string> {
    return {
      CORDILLERA_CLOUDS: this.folder,
      CORDILLERA_CLOUDS_MODE: this.mode,
      HCLOUD_TOKEN: this.canary.repeat(4),
      HCLOUD_ENDPOINT: this.hetznerApi.endpoint,
      AWS_ACCESS_KEY_ID: "AKIATEST",
      AWS_SECRET_ACCESS_KEY: this.canary,
      AWS_REGION: "eu-central-1",
    };
  }

  state(cloud: CloudName): CloudState {
    return new CloudState(this.folder, cloud);
  }

  order(...faults: OrderedFault[]): void {
    writeFaults(this.folder, faults);
  }

  /** Faults that no call has met yet. */
  get unmet(): OrderedFault[] {
    return readFaults(this.folder).filter(({ times }) => times > 0);
  }

  /** Everything that exists, or what carries a label of that value. */
  remaining(label?: { key: string; value: string }): CloudRecord[] {
    const records = names.flatMap((cloud) => this.state(cloud).read().records);
    if (!label) return records;
    return records.filter(({ props }) => {
      const labels = (props.labels ?? props.tags ?? {}) as Properties;
      return labels[label.key] === label.value;
    });
  }

  /** Every change since the beginning, as `create hcloud:index/server:Server 4711001`. */
  log(cloud: CloudName): string[] {
    return this.state(cloud).read().log;
  }

  /** The only record of a type that fits. */
  find(short: string, fits: (props: Properties) => boolean = () => true): CloudRecord {
    const found = this.remaining().filter(({ type, props }) => type.endsWith(`:${short}`) && fits(props));
    if (found.length !== 1) throw new Error(`${found.length} of type ${short} fit`);
    return found[0]!;
  }

  /** Changes a record behind the program's back, as a person at the console does. */
  byHand({ type, id }: CloudRecord, change: (props: Properties) => void): void {
    this.state(type.split(":")[0] as CloudName).change(({ records }) => {
      change(records.find((record) => record.type === type && record.id === id)!.props);
    });
  }

  /** Deletes something behind the program's back; what hangs on it goes too. */
  deleteByHand({ type, id }: CloudRecord): void {
    const cloud = type.split(":")[0] as CloudName;
    this.state(cloud).change((content) => {
      const record = findRecord(content, type, id);
      if (!record) return;
      behaviours[cloud].beforeDelete(record, content);
      content.records = content.records.filter((other) => other !== record);
    });
  }

  /** Container of a machine, by the name that its provider knows. */
  containerOf(machine: string): string {
    return containerOf(keyOf(this.folder), machine);
  }

  /** Networks of the regions, with the router between them. */
  get networks(): RegionNetworks {
    return new RegionNetworks(keyOf(this.folder));
  }

  /** Switches a machine off or on behind the program's back; a power cut where it is not asked to stop. */
  async switch(machine: string, to: "on" | "off" | "cut"): Promise<void> {
    const record = this.find("Server", ({ name }) => name === machine);
    this.byHand(record, (props) => {
      props.status = to === "on" ? "running" : "off";
    });
    const verb = { on: ["start"], off: ["stop", "--time", "60"], cut: ["kill"] }[to];
    await runDocker(...verb, this.containerOf(machine));
  }

  /** Everything of these clouds on this machine's Docker Engine. */
  async onEngine(): Promise<string[]> {
    const filter = ["--filter", `label=${cloudsLabel}=${keyOf(this.folder)}`];
    const found = await Promise.all([
      runDocker("ps", "--all", ...filter, "--format", "container {{.Names}}"),
      runDocker("network", "ls", ...filter, "--format", "network {{.Name}}"),
    ]);
    return found.join("").split("\n").filter(Boolean).sort();
  }

  /** Forgets the clouds, and clears away every container, network and disk of theirs that a test left. */
  async remove(): Promise<void> {
    this.hetznerApi.close();
    if (this.mode === "containers") {
      const left = (await this.onEngine()).map((line) => line.split(" "));
      for (const [kind, name = ""] of left) {
        if (kind === "container") await runDocker("rm", "--force", "--volumes", name);
      }
      for (const [kind, name = ""] of left) if (kind === "network") await runDocker("network", "rm", name);
      for (const cloud of names) await new Disks(join(this.folder, "disks", cloud)).keepOnly([]);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
