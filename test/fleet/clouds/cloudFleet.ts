import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseNetwork } from "../../../infra/config/parseNetwork";
import { readStack } from "../../../infra/config/readStack";
import type { Plan } from "../../../infra/plan/plan";
import { planNetwork } from "../../../infra/plan/planNetwork";
import type { Connection } from "../../../infra/resources/sessions/hostSession";
import { ipv4Prefix, regionNumber } from "../../clouds/cloud/regions";
import { Clouds } from "../../clouds/clouds";
import { ensureCloudHostImage } from "../../clouds/hostImage";
import { CloudRegistry } from "../../clouds/registry";
import { docker } from "../../stack/docker";
import type { Executed } from "../../stack/execute";
import { projectFolder, TestStack } from "../../stack/testStack";
import { waitFor } from "../../stack/waitFor";
import type { HostOutputs, RunningNetwork } from "../runningNetwork";

export interface CloudDescription {
  network: string;
  registry: string;
  access: { sshFrom: string[] };
  hosts: { name: string; region: string; roles: string[]; [key: string]: unknown }[];
  [key: string]: unknown;
}

interface ExportedResource {
  type: string;
  urn: string;
  outputs: { privateKey: { plaintext: string } };
}

/** Where the test machine stands, as machines of a stand-in cloud's region see it: beside them, at the first address. */
const operatorsRange = (region: number) => `${ipv4Prefix(region)}1/32`;

/** A cloud network as its description says, on machines that are containers; driven by plain pulumi commands. */
export class CloudFleet implements RunningNetwork {
  readonly clouds: Clouds;
  readonly registry: CloudRegistry;
  readonly stack: TestStack;
  description: CloudDescription;
  outputs!: { hosts: Record<string, HostOutputs> };

  constructor(name: string, description: CloudDescription) {
    this.clouds = new Clouds(mkdtempSync(join(tmpdir(), "cordillera-clouds-")), "containers");
    this.registry = new CloudRegistry(this.clouds);
    this.stack = new TestStack(name, { clouds: this.clouds });
    // What an operator sets before the first deployment.
    this.description = {
      ...description,
      registry: this.registry.name,
      access: { ...description.access, sshFrom: regionsOf(description).map(operatorsRange) },
    };
  }

  /** Everything that stands before `pulumi up`: the machines' image, the regions' networks, the registry, the stack. */
  async prepare(): Promise<void> {
    await ensureCloudHostImage();
    await this.registry.start(this.regions);
    this.stack.describe(this.description);
    await this.stack.init();
  }

  up(): Promise<Executed> {
    this.stack.describe(this.description);
    return this.stack.up({ env: this.registry.env });
  }

  /** An update that must go well. */
  async deploy(): Promise<Executed> {
    const done = await this.stack.mustSucceed(this.up());
    this.outputs = await this.stack.outputs();
    return done;
  }

  preview(): Promise<Executed> {
    this.stack.describe(this.description);
    return this.stack.preview({ env: this.registry.env });
  }

  plan(): Plan {
    const { name, descriptionFile } = this.stack;
    return planNetwork(parseNetwork(readStack(name, { rootDir: projectFolder, descriptionFile })));
  }

  connectionTo(host: string): Connection {
    const { address, sshPort, hostKey } = this.outputs.hosts[host]!;
    const keyFile = join(projectFolder, ".cordillera/stacks", this.stack.name, "ssh_key");
    return { host: address, port: sshPort, hostKey, keyFile };
  }

  machineOf(host: string): string {
    return `${this.description.network}-${host}`;
  }

  async containerOf(host: string): Promise<string> {
    return this.clouds.containerOf(this.machineOf(host));
  }

  async onHost(host: string, command: string): Promise<string> {
    return docker("exec", await this.containerOf(host), "sh", "-c", command);
  }

  /** Numbers of the regions that have hosts. */
  get regions(): number[] {
    return regionsOf(this.description);
  }

  /** Generation on each host, by the host's own word. */
  async generations(): Promise<Record<string, string>> {
    const entries = this.description.hosts.map(async ({ name }) => {
      const link = await this.onHost(name, "readlink /srv/cordillera/current");
      return [name, link.trim().replace("generations/", "")];
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  /** What an operator gives the program, and the keys of first contacts, which the state may hold encrypted only. */
  async ownSecrets(): Promise<Record<string, string>> {
    const { user, password } = this.registry;
    const { env } = this.clouds;
    const secrets: Record<string, string> = {
      "registry's password": password,
      "registry's login": Buffer.from(`${user}:${password}`).toString("base64"),
      "stack's passphrase": readFileSync(this.stack.env.PULUMI_CONFIG_PASSPHRASE_FILE!, "utf8"),
      "Hetzner's token": env.HCLOUD_TOKEN!,
      "AWS's key": env.AWS_SECRET_ACCESS_KEY!,
    };
    const exported = await this.stack.mustSucceed(this.stack.pulumi(["stack", "export", "--show-secrets"]));
    const { resources } = JSON.parse(exported.stdout).deployment as { resources: ExportedResource[] };
    const bootKeys = resources.filter(({ type }) => type.endsWith(":BootKey"));
    for (const { urn, outputs } of bootKeys) {
      const pem = JSON.parse(outputs.privateKey.plaintext) as string;
      // The first lines are the same in every key of this kind.
      secrets[urn.split("::").at(-1)!] = pem.split("\n")[3]!;
    }
    if (bootKeys.length < this.description.hosts.length)
      throw new Error("hosts without a key of first contact");
    return secrets;
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

  /** Waits until a host is within two blocks of the head. */
  async waitForLevel(host: string, timeoutMs: number): Promise<void> {
    await waitFor(`${host} level with its peers`, timeoutMs, async () => {
      const height = await this.heightOf(host);
      return height > 0 && height >= (await this.headHeight()) - 2;
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

const regionsOf = ({ hosts }: CloudDescription): number[] => [
  ...new Set(hosts.map(({ region }) => regionNumber(region)!)),
];
