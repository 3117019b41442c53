import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseNetwork } from "../infra/config/parseNetwork";
import { readStack } from "../infra/config/readStack";
import { planDataDiskGb } from "../infra/plan/dataDisk";
import type { Plan, PlannedHost } from "../infra/plan/plan";
import { planNetwork } from "../infra/plan/planNetwork";
import { type CloudInitInputs, renderCloudInit } from "../infra/render/cloudInit";
import { renderGenesis } from "../infra/render/genesis";
import { joinMesh, renderMeshInterface, renderMeshPeer } from "../infra/render/mesh";
import { renderNftables } from "../infra/render/nftables";
import { type RenderedFiles, renderHost, renderHostWithFacts } from "../infra/render/renderHost";
import { makeGoldenIdentities } from "./goldenIdentities";

export const goldenStacks = ["local", "testnet", "mainnet"];

const releaseFile = "golden/release.yaml";
// Where contracts stand follows from compiled code, which is no part of a plan.
const contracts = {
  consensus: "0x000000000000000000000000000000000c05e05a",
  coordinator: "0x00000000000000000000000000000000c00d1a10",
};
const deployer = "0x00000000000000000000000000000000000de901";

/** The stack's source with the fixed release in place of whatever this machine has built. */
export function readGoldenSource(stack: string, rootDir: string, descriptionFile?: string) {
  const source = readStack(stack, { rootDir, descriptionFile });
  const text = readFileSync(join(rootDir, releaseFile), "utf8");
  return { ...source, releases: { local: { file: releaseFile, text } } };
}

/** Plan and rendered files of a stack as sorted JSON; text is a list of lines, so that a review reads it. */
export function renderGolden(stack: string, rootDir: string): string {
  const plan = planNetwork(parseNetwork(readGoldenSource(stack, rootDir)));
  const identities = makeGoldenIdentities(plan.hosts);
  const genesis = renderGenesis(plan, identities, {
    fundedAddresses: [deployer],
    contracts: plan.contracts.rpcUrl ? undefined : contracts,
  });
  const facts = { identities, cometGenesis: "see genesis.comet\n", gethGenesis: "see genesis.geth\n" };
  const files = plan.hosts.map((host) => [
    host.name,
    toLines({ ...renderHost(plan, host), ...renderHostWithFacts(plan, host, facts) }),
  ]);
  const cloudInit = plan.hosts
    .filter((host) => host.provider !== "docker")
    .map((host) => [host.name, renderCloudInit(plan, host, cloudInitInputs(host)).split("\n")]);
  const golden = {
    plan,
    files: Object.fromEntries(files),
    network: Object.fromEntries(plan.hosts.map((host) => [host.name, toLines(renderNetwork(plan, host))])),
    genesis,
    cloudInit: Object.fromEntries(cloudInit),
  };
  return `${JSON.stringify(sortKeys(golden), null, 1)}\n`;
}

/** Firewall and mesh of a host; a cloud host's firewall stands in its cloud-init already. */
function renderNetwork(plan: Plan, host: PlannedHost): RenderedFiles {
  const peers = plan.hosts
    .filter(({ name }) => name !== host.name)
    .map((peer) => [
      peer.name,
      renderMeshPeer(peer, { publicKey: `key of ${peer.name}`, endpoint: `${peer.name}:51820` }),
    ]);
  const mesh = { interface: renderMeshInterface(plan, host), peers: Object.fromEntries(peers) };
  const firewall: RenderedFiles =
    host.provider === "docker" ? { "nftables.conf": renderNftables(plan, host) } : {};
  return { ...firewall, "mesh.conf": joinMesh(mesh) };
}

function cloudInitInputs(host: PlannedHost): CloudInitInputs {
  return {
    bootKey: { privateKey: "***", publicKey: "ssh-ed25519 ***" },
    authorizedKeys: ["ssh-ed25519 ***"],
    ...(planDataDiskGb(host) > 0 ? { disk: { device: "/dev/disk/by-id/***" } } : {}),
  };
}

function toLines(files: RenderedFiles): Record<string, string[]> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.split("\n")]));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sortKeys(each)]),
  );
}
