import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { parseNetwork } from "../../infra/config/parseNetwork";
import { readStack } from "../../infra/config/readStack";
import type { Plan, PlannedHost } from "../../infra/plan/plan";
import { planNetwork } from "../../infra/plan/planNetwork";
import type { Connection } from "../../infra/resources/sessions/hostSession";
import { shiftDescription } from "../../tools/bench/descriptions";
import { docker } from "../stack/docker";
import type { Executed } from "../stack/execute";
import { projectFolder, TestStack } from "../stack/testStack";
import { waitFor } from "../stack/waitFor";
import type { HostOutputs, RunningNetwork } from "./runningNetwork";

export interface NodeStatus {
  name: string;
  height: number;
  evmHeight: number;
  evmHash: string;
  stateRoot: string;
  ready: boolean;
  healthy: boolean;
  degraded: string[];
  da?: { confirmedTo: number };
  validatorSet: { source: string; totalPower: number; members: object[]; pending: object | null };
  at?: { height: number; evmHeight: number; evmHash: string; stateRoot: string };
}

export interface FleetOutputs {
  endpoints: {
    http: string;
    https: string;
    prometheus: string;
    rpc: Record<string, string>;
    ws: Record<string, string>;
  };
  hosts: Record<string, HostOutputs>;
  contracts: Record<string, string>;
}

/** The local description beside a running local stack; each caller has a shift of its own, in thousands of ports. */
export function shiftedDescription(network: string, shift: number): Record<string, unknown> {
  const localYaml = readFileSync(join(projectFolder, "stacks/local.yaml"), "utf8");
  const cidr = `10.${100 + shift}.0.0/24`;
  return parse(shiftDescription(localYaml, { network, cidr, portShift: shift * 1000 }));
}

/** A running network under test: four validators and a front door, each a host of its own. */
export class Fleet implements RunningNetwork {
  outputs!: FleetOutputs;

  constructor(
    readonly stack = new TestStack("test-fleet"),
    public description = shiftedDescription("ande-fleet", 20),
  ) {}

  readonly validators = ["local-sequencer-1", "local-sequencer-2", "local-sequencer-3", "local-witness-1"];

  get sshKeyFile(): string {
    return join(this.stack.folder, ".cordillera/stacks", this.stack.name, "ssh_key");
  }

  /** The plan of the description, as the program makes it. */
  plan(): Plan {
    const { name, descriptionFile } = this.stack;
    return planNetwork(parseNetwork(readStack(name, { rootDir: projectFolder, descriptionFile })));
  }

  planned(host: string): PlannedHost {
    return this.plan().hosts.find(({ name }) => name === host)!;
  }

  /** How the operator reaches a host. */
  connectionTo(host: string): Connection {
    const { sshPort, hostKey } = this.outputs.hosts[host]!;
    return { host: "127.0.0.1", port: sshPort, hostKey, keyFile: this.sshKeyFile };
  }

  async up(): Promise<void> {
    this.stack.describe(this.description);
    await this.stack.init();
    await this.deploy();
  }

  async deploy(): Promise<Executed> {
    const done = await this.stack.mustSucceed(this.stack.up());
    this.outputs = await this.stack.outputs();
    return done;
  }

  async containerOf(host: string): Promise<string> {
    const filters = [
      "--filter",
      `label=cordillera.stack=${this.stack.name}`,
      "--filter",
      `label=cordillera.host=${host}`,
    ];
    return (await docker("ps", "-a", ...filters, "--format", "{{.Names}}")).trim();
  }

  async onHost(host: string, command: string): Promise<string> {
    return docker("exec", await this.containerOf(host), "sh", "-c", command);
  }

  /** The node's own status, asked from inside the host; undefined where it does not answer. */
  async statusOf(host: string, height?: number): Promise<NodeStatus | undefined> {
    const query = height === undefined ? "" : `?height=${height}`;
    const address = "$(ip -4 -o address show dev cordillera0 | sed -E 's/.* inet ([0-9.]+).*/\\1/')";
    try {
      return JSON.parse(
        await this.onHost(host, `curl -s --max-time 3 "http://${address}:9001/status${query}"`),
      );
    } catch {
      return undefined;
    }
  }

  /** Heights of the validators that answer, by host. */
  async heights(): Promise<Record<string, number>> {
    const found: Record<string, number> = {};
    for (const host of this.validators) {
      const status = await this.statusOf(host);
      if (status) found[host] = status.height;
    }
    return found;
  }

  async headHeight(): Promise<number> {
    return Math.max(0, ...Object.values(await this.heights()));
  }

  async waitForBlocks(count: number, timeoutMs: number): Promise<number> {
    const from = await this.headHeight();
    return waitFor(`${count} blocks after ${from}`, timeoutMs, async () => {
      const now = await this.headHeight();
      return now >= from + count && now;
    });
  }

  /** Waits until a host is within two blocks of the others' head. */
  async waitForLevel(host: string, timeoutMs: number): Promise<void> {
    await waitFor(`${host} level with its peers`, timeoutMs, async () => {
      const heights = await this.heights();
      const head = Math.max(...Object.values(heights));
      return (heights[host] ?? 0) > 0 && heights[host]! >= head - 2;
    });
  }

  /** Files that the stack keeps on the operator's machine. */
  filesLeft(): string[] {
    const folder = join(this.stack.folder, ".cordillera/stacks", this.stack.name);
    return existsSync(folder) ? readdirSync(folder) : [];
  }

  /** Leaves nothing behind even where a test failed half-way. */
  async tearDown(): Promise<void> {
    await this.stack.pulumi(["cancel", "--yes"]);
    await this.stack.destroy();
    this.stack.remove();
  }

  async generations(): Promise<Record<string, string>> {
    const entries = await Promise.all(
      Object.keys(this.outputs.hosts).map(async (host) => [
        host,
        (await this.onHost(host, "basename $(readlink /srv/cordillera/current)")).trim(),
      ]),
    );
    return Object.fromEntries(entries);
  }
}
