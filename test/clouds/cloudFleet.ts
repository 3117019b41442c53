import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { docker } from "../stack/docker";
import type { Executed } from "../stack/execute";
import { TestStack } from "../stack/testStack";
import { waitFor } from "../stack/waitFor";
import { regionNumber } from "./cloud/regions";
import { Clouds } from "./clouds";
import { ensureCloudHostImage } from "./hostImage";
import { CloudRegistry } from "./registry";

export interface CloudDescription {
  network: string;
  registry: string;
  access: { sshFrom: string[] };
  hosts: { name: string; region: string; roles: string[]; [key: string]: unknown }[];
  [key: string]: unknown;
}

/** Where the test machine stands, as machines of the stand-in clouds see it. */
const operatorsRange = "100.96.0.0/16";

/** A cloud network as its description says, on machines that are containers; driven by plain pulumi commands. */
export class CloudFleet {
  readonly clouds: Clouds;
  readonly registry: CloudRegistry;
  readonly stack: TestStack;
  description: CloudDescription;

  constructor(name: string, description: CloudDescription) {
    this.clouds = new Clouds(mkdtempSync(join(tmpdir(), "cordillera-clouds-")), "containers");
    this.registry = new CloudRegistry(this.clouds);
    this.stack = new TestStack(name, { clouds: this.clouds });
    // What an operator sets before the first deployment.
    this.description = {
      ...description,
      registry: this.registry.name,
      access: { ...description.access, sshFrom: [operatorsRange] },
    };
  }

  /** Everything that stands before `pulumi up`: the machines' image, the regions' networks, the registry, the stack. */
  async prepare(): Promise<void> {
    await ensureCloudHostImage();
    const regions = [...new Set(this.description.hosts.map(({ region }) => regionNumber(region)!))];
    await this.registry.start(regions);
    this.stack.describe(this.description);
    await this.stack.init();
  }

  up(): Promise<Executed> {
    this.stack.describe(this.description);
    return this.stack.up({ env: this.registry.env });
  }

  preview(): Promise<Executed> {
    this.stack.describe(this.description);
    return this.stack.preview({ env: this.registry.env });
  }

  machineOf(host: string): string {
    return `${this.description.network}-${host}`;
  }

  onHost(host: string, command: string): Promise<string> {
    return docker("exec", this.clouds.containerOf(this.machineOf(host)), "sh", "-c", command);
  }

  get validators(): string[] {
    const isValidator = (role: string) => role === "sequencer" || role === "witness";
    return this.description.hosts.filter(({ roles }) => roles.some(isValidator)).map(({ name }) => name);
  }

  /** Height that a validator's node tells, 0 where it does not answer. */
  async heightOf(host: string): Promise<number> {
    const ask =
      "curl -s --max-time 3 http://$(ip -4 -o addr show cordillera0 | awk '{print $4}' | cut -d/ -f1):9001/status";
    const answer = await this.onHost(host, ask).catch(() => "{}");
    try {
      return Number((JSON.parse(answer) as { height?: number }).height ?? 0);
    } catch {
      return 0;
    }
  }

  async headHeight(): Promise<number> {
    return Math.max(...(await Promise.all(this.validators.map((host) => this.heightOf(host)))));
  }

  async waitForBlocks(count: number, timeoutMs: number): Promise<number> {
    const from = await this.headHeight();
    return waitFor(`${count} blocks after ${from}`, timeoutMs, async () => {
      const now = await this.headHeight();
      return now >= from + count && now;
    });
  }

  /** Destroys the stack and clears away whatever a failed test left. */
  async tearDown(): Promise<void> {
    await this.stack.pulumi(["cancel", "--yes"]);
    await this.stack.destroy();
    this.stack.remove();
    await this.clouds.remove();
  }
}
