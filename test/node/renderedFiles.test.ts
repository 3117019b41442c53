import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planNetwork } from "../../infra/plan/planNetwork";
import { renderGenesis } from "../../infra/render/genesis";
import { renderHostWithFacts } from "../../infra/render/renderHost";
import { makeGoldenIdentities } from "../../tools/goldenIdentities";
import { exampleCloud, parseExample } from "../unit/exampleNetwork";
import { binaries } from "./tools";

const plan = planNetwork(parseExample(exampleCloud()));
const host = plan.hosts.find((each) => each.roles.includes("sequencer"))!;
const identities = makeGoldenIdentities(plan.hosts);
const genesis = renderGenesis(plan, identities, { fundedAddresses: [identities[host.name]!.evmAddress] });
const files = renderHostWithFacts(plan, host, {
  identities,
  cometGenesis: JSON.stringify({ genesis_time: "2026-01-01T00:00:00Z", ...genesis.comet }),
  gethGenesis: JSON.stringify({ ...genesis.geth, timestamp: "0x695589c0" }),
});

const run = (command: string, args: string[]) =>
  spawnSync(command, args, { encoding: "utf8", timeout: 30_000 });

describe("rendered files", () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "rendered-"));
    for (const part of ["geth", "comet/config", "comet/data"])
      mkdirSync(join(folder, part), { recursive: true });
    writeFileSync(join(folder, "geth/genesis.json"), files["files/geth/genesis.json"]!);
    writeFileSync(join(folder, "geth/geth.toml"), files["files/geth/geth.toml"]!);
    writeFileSync(join(folder, "comet/config/config.toml"), files["files/cometbft/config.toml"]!);
    writeFileSync(join(folder, "comet/config/genesis.json"), files["files/cometbft/genesis.json"]!);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("geth starts a chain from the genesis", () => {
    const datadir = join(folder, "geth/data");
    const { status, stderr } = run(binaries.geth, [
      ...["init", "--datadir", datadir, "--state.scheme=hash", join(folder, "geth/genesis.json")],
    ]);
    expect(stderr).toContain("Successfully wrote genesis state");
    expect(status).toBe(0);
  });

  test("geth reads its settings as they are meant", () => {
    const { stdout, status } = run(binaries.geth, ["dumpconfig", "--config", join(folder, "geth/geth.toml")]);
    expect(status).toBe(0);
    expect(stdout).toContain(`ListenAddr = "${host.privateAddress}:30303"`);
    expect(stdout).toContain("NoDiscovery = true");
    expect(stdout.match(/enode:\/\//g)).toHaveLength(3);
  });

  test("CometBFT accepts settings and genesis", () => {
    // A node without reachable application stops there, after it has read both files.
    const home = join(folder, "comet");
    run(binaries.cometbft, ["gen-node-key", "--home", home]);
    const key = JSON.parse(run(binaries.cometbft, ["gen-validator"]).stdout).Key;
    writeFileSync(join(home, "config/priv_validator_key.json"), JSON.stringify(key));
    writeFileSync(join(home, "data/priv_validator_state.json"), '{"height":"0","round":0,"step":0}');
    const { stdout, stderr } = spawnSync(binaries.cometbft, ["node", "--home", home], {
      encoding: "utf8",
      timeout: 3000,
    });
    expect(`${stdout}${stderr}`).toContain("socketClient failed to connect to tcp://127.0.0.1:36658");
    expect(`${stdout}${stderr}`).not.toContain("ERROR:");
  });
});
