import { parse } from "yaml";
import { exampleCloud, exampleDocker, parseExample } from "../../test/unit/exampleNetwork";
import { makeGoldenIdentities } from "../../tools/goldenIdentities";
import type { NetworkFacts, Plan } from "../plan/plan";
import { planNetwork } from "../plan/planNetwork";
import { renderHost, renderHostWithFacts } from "./renderHost";

const cloud = planNetwork(parseExample(exampleCloud()));
const docker = planNetwork(parseExample(exampleDocker()));
const hostOf = (plan: Plan, name: string) => plan.hosts.find((host) => host.name === name)!;
const factsOf = (plan: Plan): NetworkFacts => ({
  identities: makeGoldenIdentities(plan.hosts),
  cometGenesis: "comet",
  gethGenesis: "geth",
});

interface ComposeService {
  user: string;
  network_mode: string;
  read_only: boolean;
  cap_drop: string[];
  security_opt: string[];
  tmpfs: string[];
  mem_limit: string;
  pids_limit: number;
  restart: string;
  stop_grace_period: string;
  depends_on?: string[];
  volumes: string[];
  environment?: Record<string, string>;
  labels: Record<string, string>;
  logging: { options: Record<string, string> };
  healthcheck: object;
  image: string;
}

const composeOf = (plan: Plan, name: string) =>
  parse(renderHost(plan, hostOf(plan, name))["compose.yaml"]!) as {
    name: string;
    services: Record<string, ComposeService>;
  };

describe("renderHost", () => {
  test("writes what each role needs and nothing else", () => {
    expect(Object.keys(renderHost(docker, hostOf(docker, "local-sequencer-1")))).toEqual([
      "compose.yaml",
      "files/app/config.json",
    ]);
    expect(Object.keys(renderHost(docker, hostOf(docker, "local-edge-1")))).toEqual([
      "compose.yaml",
      "files/haproxy/haproxy.cfg",
      "files/prometheus/prometheus.yml",
      "files/prometheus/rules.yml",
    ]);
  });

  test("gives no service more rights than it needs", () => {
    for (const host of [...docker.hosts, ...cloud.hosts]) {
      const plan = docker.hosts.includes(host) ? docker : cloud;
      for (const [name, service] of Object.entries(composeOf(plan, host.name).services)) {
        expect(service).toMatchObject({
          user: "10001:10001",
          network_mode: "host",
          read_only: true,
          cap_drop: ["ALL"],
          security_opt: ["no-new-privileges:true"],
          tmpfs: ["/tmp"],
          restart: "always",
          pids_limit: expect.any(Number),
          mem_limit: expect.stringMatching(/^\d+m$/),
          logging: { driver: "json-file", options: { "max-size": "20m", "max-file": "5" } },
          labels: { "cordillera.files": `\${FILES_${name.toUpperCase()}}` },
          image: expect.stringContaining("@sha256:"),
        });
        expect(service.healthcheck).toBeDefined();
      }
    }
  });

  test("mounts generation files and keys read-only, data writable", () => {
    const { geth, app, cometbft } = composeOf(docker, "local-sequencer-1").services;
    expect(geth!.volumes).toEqual([
      "/srv/cordillera/data/geth:/data",
      "/srv/cordillera/data/geth-control:/control",
      "/srv/cordillera/current/files/geth/genesis.json:/etc/geth/genesis.json:ro",
      "/srv/cordillera/current/files/geth/geth.toml:/etc/geth/geth.toml:ro",
      "/srv/cordillera/keys/jwt.hex:/keys/jwt.hex:ro",
      "/srv/cordillera/keys/geth_nodekey:/keys/nodekey:ro",
    ]);
    for (const mount of [...app!.volumes, ...cometbft!.volumes]) {
      expect(mount).toMatch(/^\/srv\/cordillera\/(data\/[a-z-]+:[a-z/]+|(current|keys)\/.+:ro)$/);
    }
  });

  test("gives geth time to write its state when it is stopped", () => {
    expect(composeOf(docker, "local-sequencer-1").services.geth!.stop_grace_period).toBe("90s");
  });

  test("stops consensus before the application, and geth last: what waits there is asked for in between", () => {
    const { cometbft, app, geth } = composeOf(docker, "local-sequencer-1").services;
    expect([cometbft, app, geth].map((service) => service!.depends_on)).toEqual([
      ["app"],
      ["geth"],
      undefined,
    ]);
  });

  test("bounds the store by the data disk, and has CometBFT ask the application how to begin", () => {
    const host = hostOf(docker, "local-sequencer-1");
    const files = renderHost(docker, host);
    const config = JSON.parse(Object.entries(files).find(([name]) => name.endsWith("app/config.json"))![1]);
    expect(config.store).toEqual({ maxBytes: 20e9, outageMaxBytes: 33e9, keepBlocks: 100_000 });
    expect(config.snapshots).toEqual({ everyBlocks: 500, keep: 2, joinAboveBlocks: 1000 });
    const { cometbft } = composeOf(docker, "local-sequencer-1").services;
    expect(cometbft!.environment).toEqual({ APP_STATUS: `${host.privateAddress}:9001` });
  });

  test("probes the application for life over HTTP, and a healthy service only twice a minute", () => {
    const { app, geth } = composeOf(docker, "local-sequencer-1").services;
    expect(app!.healthcheck).toMatchObject({ interval: "30s", start_interval: "1s" });
    expect(geth!.healthcheck).toMatchObject({ interval: "30s", start_interval: "1s" });
    const { privateAddress } = hostOf(docker, "local-sequencer-1");
    const probe = (app!.healthcheck as { test: string[] }).test.at(-1);
    expect(probe).toContain(`/dev/tcp/${privateAddress}/9001; printf 'GET /livez HTTP/1.0`);
    // compose reads one dollar sign as its own variable.
    expect(probe).toContain("[[ $$status == *' 200 '* ]]");
  });

  test("tells geth the network, its address and the gas limit", () => {
    const host = hostOf(docker, "local-sequencer-1");
    expect(composeOf(docker, host.name).services.geth!.environment).toEqual({
      GETH_NETWORK_ID: "1234",
      GETH_PRIVATE_ADDRESS: host.privateAddress,
      GETH_GAS_LIMIT: "60000000",
      GETH_CACHE_MB: "256",
    });
  });

  test("names all other engine hosts as peers of the application", () => {
    const host = hostOf(docker, "local-sequencer-1");
    const config = JSON.parse(renderHost(docker, host)["files/app/config.json"]!);
    expect(config).toMatchObject({
      chainId: 1234,
      consensusChainId: "example-1234",
      name: "local-sequencer-1",
      httpAddress: `${host.privateAddress}:9001`,
      blockIntervalMs: 2000,
      evmKeyFile: "/keys/evm_keystore.json",
      evmPassphraseFile: "/keys/evm_passphrase",
      identityFile: "/etc/cordillera/identity.json",
    });
    expect(config.peers.map((peer: { name: string }) => peer.name)).toEqual([
      "local-sequencer-2",
      "local-sequencer-3",
      "local-witness-1",
    ]);
  });

  test("sends the front door's requests to sequencers and rpc hosts only", () => {
    const description = exampleDocker();
    description.hosts.push({ name: "local-rpc-1", provider: "docker", region: "local", roles: ["rpc"] });
    const plan = planNetwork(parseExample(description));
    const config = renderHost(plan, hostOf(plan, "local-edge-1"))["files/haproxy/haproxy.cfg"]!;
    const targets = config.split("\n").filter((line) => line.startsWith("  server "));
    const names = ["local-rpc-1", "local-sequencer-1", "local-sequencer-2", "local-sequencer-3"];
    const lines = (port: number) =>
      names.map((name) => `  server ${name} ${hostOf(plan, name).privateAddress}:${port} check port 9001`);
    expect(targets).toEqual([...lines(8545), ...lines(8546)]);
  });

  test("believes no client about its own address", () => {
    const config = renderHost(docker, hostOf(docker, "local-edge-1"))["files/haproxy/haproxy.cfg"]!;
    const [deleted, added] = ["del-header X-Forwarded-For", "option forwardfor"].map((line) =>
      config.indexOf(line),
    );
    expect(deleted).toBeGreaterThan(0);
    expect(added).toBeGreaterThan(deleted!);
  });

  test("opens the front door on IPv6 too, except in containers", () => {
    const cfg = (plan: Plan, name: string) =>
      renderHost(plan, hostOf(plan, name))["files/haproxy/haproxy.cfg"]!;
    expect(cfg(cloud, "fsn1-edge-1")).toContain("  bind [::]:80 v4v6\n");
    expect(cfg(docker, "local-edge-1")).toContain("  bind :80\n");
  });

  test("scrapes every service of every host", () => {
    const config = parse(
      renderHost(docker, hostOf(docker, "local-edge-1"))["files/prometheus/prometheus.yml"]!,
    );
    const targets = config.scrape_configs.map((job: { job_name: string; static_configs: unknown[] }) => [
      job.job_name,
      job.static_configs.length,
    ]);
    expect(Object.fromEntries(targets)).toEqual({
      app: 4,
      cometbft: 4,
      geth: 4,
      exporter: 5,
      haproxy: 1,
      prometheus: 1,
    });
    expect(config.scrape_configs[0].static_configs[0].labels).toEqual({
      host: "local-sequencer-1",
      region: "local",
      role: "sequencer",
    });
  });
});

describe("renderHostWithFacts", () => {
  const host = hostOf(docker, "local-sequencer-1");
  const files = renderHostWithFacts(docker, host, factsOf(docker));

  test("writes the files that name keys or the genesis", () => {
    expect(Object.keys(files)).toEqual([
      "files/geth/geth.toml",
      "files/geth/genesis.json",
      "files/app/identity.json",
      "files/cometbft/config.toml",
      "files/cometbft/genesis.json",
    ]);
    expect(files["files/geth/genesis.json"]).toBe("geth");
    expect(files["files/cometbft/genesis.json"]).toBe("comet");
  });

  test("writes nothing of the kind on an edge", () => {
    expect(renderHostWithFacts(docker, hostOf(docker, "local-edge-1"), factsOf(docker))).toEqual({});
  });

  test("dials every other engine host, never itself", () => {
    const { identities } = factsOf(docker);
    const others = ["local-sequencer-2", "local-sequencer-3", "local-witness-1"];
    const peers = others.map(
      (name) => `${identities[name]!.p2pNodeId}@${hostOf(docker, name).privateAddress}:26656`,
    );
    expect(files["files/cometbft/config.toml"]).toContain(`persistent_peers = "${peers.join(",")}"\n`);
    const nodes = others.map(
      (name) =>
        `  "enode://${identities[name]!.enodePublicKey}@${hostOf(docker, name).privateAddress}:30303",`,
    );
    expect(files["files/geth/geth.toml"]).toContain(`StaticNodes = [\n${nodes.join("\n")}\n]\n`);
  });

  test("listens on the private address or on loopback, never everywhere", () => {
    for (const text of [files["files/cometbft/config.toml"]!, files["files/geth/geth.toml"]!]) {
      expect(text).not.toContain("0.0.0.0");
    }
    expect(files["files/cometbft/config.toml"]).toContain(`laddr = "tcp://${host.privateAddress}:26656"\n`);
    expect(files["files/cometbft/config.toml"]).toContain('laddr = "tcp://127.0.0.1:26657"\n');
    expect(files["files/geth/geth.toml"]).toContain(`ListenAddr = "${host.privateAddress}:30303"\n`);
  });

  test("knows no node of a public network", () => {
    expect(files["files/geth/geth.toml"]).toContain("BootstrapNodes = []\nBootstrapNodesV5 = []\n");
    expect(files["files/cometbft/config.toml"]).toContain("pex = false\n");
  });

  test("refuses to write peers whose keys are not known", () => {
    const { "local-witness-1": _witness, ...identities } = factsOf(docker).identities;
    expect(() => renderHostWithFacts(docker, host, { ...factsOf(docker), identities })).toThrow(
      'Host "local-witness-1" has no identity yet.\n' +
        "  - known: local-edge-1, local-sequencer-1, local-sequencer-2, local-sequencer-3\n" +
        "  fix: Make the keys of every host before files that name them are rendered.",
    );
  });
});
