import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { exampleCloud, parseExample } from "../../test/unit/exampleNetwork";
import { planNetwork } from "../plan/planNetwork";
import { renderCelestiaProbe } from "./celestia";
import { renderHost } from "./renderHost";

const celestia = { network: "mocha", coreEndpoint: "consensus.example.org:9090", coreTls: true };
const plan = planNetwork(parseExample({ ...exampleCloud(), celestia }));
const sequencer = plan.hosts.find(({ name }) => name === "fsn1-sequencer-1")!;
const files = renderHost(plan, sequencer);

interface NodeState {
  head: number;
  caughtUp: number;
  failed?: Record<number, number>;
  isRunning?: boolean;
}

/** The probe beside a node and a clock of its own. */
class Probe {
  private readonly folder = mkdtempSync(join(tmpdir(), "celestia-probe-"));

  constructor() {
    mkdirSync(join(this.folder, "metrics"));
    const script = renderCelestiaProbe(sequencer)
      .replaceAll("/tmp/progress", join(this.folder, "progress"))
      .replaceAll("/metrics/", `${join(this.folder, "metrics")}/`);
    writeFileSync(join(this.folder, "probe.sh"), script);
    this.place("date", 'cat "$(dirname "$0")/now"');
    this.place(
      "curl",
      `case "$*" in *LocalHead*) f=head ;; *SamplingStats*) f=stats ;; esac; cat "$(dirname "$0")/$f" 2>/dev/null`,
    );
  }

  private place(name: string, body: string) {
    writeFileSync(join(this.folder, name), `#!/bin/bash\n${body}\n`, { mode: 0o755 });
  }

  /** Whether the node counts as healthy at a second, and what the probe says. */
  at(second: number, node?: NodeState): { isHealthy: boolean; says: string } {
    writeFileSync(join(this.folder, "now"), String(1_700_000_000 + second));
    if (node) {
      const { head, caughtUp, failed, isRunning = true } = node;
      const header = { version: { block: "11" }, chain_id: "mocha-4", height: String(head) };
      const stats = {
        head_of_sampled_chain: 1,
        head_of_catchup: caughtUp,
        network_head_height: head,
        failed,
      };
      const answer = (result: object) => JSON.stringify({ jsonrpc: "2.0", result, id: 1 });
      writeFileSync(join(this.folder, "head"), answer({ header, commit: { height: "7" } }));
      writeFileSync(join(this.folder, "stats"), answer({ ...stats, is_running: isRunning }));
    } else {
      rmSync(join(this.folder, "head"), { force: true });
    }
    try {
      const path = `${this.folder}:${process.env.PATH}`;
      const says = execFileSync("bash", [join(this.folder, "probe.sh")], {
        env: { PATH: path },
        stdio: ["ignore", "pipe", "pipe"],
        encoding: "utf8",
      });
      return { isHealthy: true, says: says.trim() };
    } catch (error) {
      return { isHealthy: false, says: String((error as { stdout: string }).stdout).trim() };
    }
  }

  metrics(): string {
    return readFileSync(join(this.folder, "metrics/celestia.prom"), "utf8");
  }

  remove() {
    rmSync(this.folder, { recursive: true });
  }
}

describe("renderCelestiaProbe", () => {
  let probe: Probe;
  beforeEach(() => {
    probe = new Probe();
  });
  afterEach(() => probe.remove());

  test("is content while head and samples advance", () => {
    for (let i = 0; i < 10; i++) {
      expect(probe.at(i * 60, { head: 100 + i, caughtUp: 50 + i })).toEqual({
        isHealthy: true,
        says: `head ${100 + i}, ${50 + i} samples`,
      });
    }
  });

  test("sees a head that stands, although samples advance", () => {
    probe.at(0, { head: 100, caughtUp: 50 });
    expect(probe.at(119, { head: 100, caughtUp: 60 }).isHealthy).toBe(true);
    expect(probe.at(120, { head: 100, caughtUp: 70 })).toEqual({
      isHealthy: false,
      says: "head 100 for 120 s",
    });
    expect(probe.at(130, { head: 101, caughtUp: 70 }).isHealthy).toBe(true);
  });

  test("sees samples that stand, although the head advances", () => {
    probe.at(0, { head: 100, caughtUp: 50 });
    expect(probe.at(150, { head: 150, caughtUp: 50 })).toEqual({
      isHealthy: false,
      says: "50 samples for 150 s, head 150",
    });
    expect(probe.metrics()).toContain("cordillera_celestia_sampling_stalled_seconds 150\n");
  });

  test("does not count heights whose samples failed", () => {
    probe.at(0, { head: 100, caughtUp: 50 });
    expect(probe.at(150, { head: 150, caughtUp: 52, failed: { 51: 1, 52: 3 } }).isHealthy).toBe(false);
    expect(probe.at(160, { head: 150, caughtUp: 53, failed: { 51: 1, 52: 3 } }).isHealthy).toBe(true);
  });

  test("refuses a node that does not sample, or does not answer", () => {
    expect(probe.at(0, { head: 100, caughtUp: 50, isRunning: false })).toEqual({
      isHealthy: false,
      says: "sampling does not run",
    });
    expect(probe.at(1)).toEqual({ isHealthy: false, says: "no head" });
    expect(probe.metrics()).toBe("cordillera_celestia_up 0\n");
  });
});

describe("the celestia service", () => {
  const compose = parse(files["compose.yaml"]!).services;

  test("keeps its store and writes its token, and nothing else", () => {
    expect(compose.celestia).toMatchObject({
      user: "10001:10001",
      read_only: true,
      cap_drop: ["ALL"],
      mem_limit: "1024m",
    });
    const writable = compose.celestia.volumes.filter((mount: string) => !mount.endsWith(":ro"));
    expect(writable).toEqual([
      "/srv/cordillera/data/celestia:/data",
      "/srv/cordillera/data/metrics:/metrics",
      "/srv/cordillera/keys/celestia_token:/keys/celestia_token",
    ]);
  });

  test("listens on the mesh address only, and says nothing that its key can be made from", () => {
    const start = files["files/celestia/start.sh"]!;
    expect(start).toContain(
      `exec celestia light start "\${node[@]}" --core.ip consensus.example.org --core.port 9090 --core.tls --rpc.addr ${sequencer.privateAddress} --rpc.port 26658\n`,
    );
    expect(start).toMatch(/^celestia light init .* >\/dev\/null$/m);
    expect(start).toContain("node=(--p2p.network mocha --node.store /data/mocha)\n");
  });

  test("has its figures shown by the host's exporter, which is as ever elsewhere", () => {
    const plain = planNetwork(parseExample(exampleCloud()));
    const exporterOf = (text: string) => parse(text).services.exporter;
    expect(compose.exporter.command).toContain("--collector.textfile.directory=/metrics");
    expect(compose.exporter.volumes).toContain("/srv/cordillera/data/metrics:/metrics:ro");
    const same = plain.hosts.find(({ name }) => name === sequencer.name)!;
    expect(exporterOf(renderHost(plain, same)["compose.yaml"]!).volumes).toHaveLength(2);
  });
});
