import type { Resource } from "@pulumi/pulumi";
import type { Plan } from "../plan/plan";
import { HealthGate } from "../resources/releases/healthGate";
import { Release } from "../resources/releases/release";
import { untracked } from "../resources/untracked";
import { applyMesh } from "./applyMesh";
import { type AppliedFacts, generationFiles } from "./generationFiles";
import type { Host } from "./host";

export interface Rollout {
  /** Per host. */
  releases: Record<string, Release>;
  lastGate: Resource | undefined;
}

/** Longest wait for a host's services; a first start fetches nothing any more. */
const serviceWaitSeconds = 90;

/** After these resources, wave after wave, each behind the gate of the one before: a failed wave leaves the later ones untouched. */
export function applyWaves(
  plan: Plan,
  hosts: Host[],
  { facts, after }: { facts: AppliedFacts; after: Resource[] },
): Rollout {
  const rollout: Rollout = { releases: {}, lastGate: undefined };
  const reached = new Set<string>();
  const networks = applyMesh(plan, hosts, { after });
  for (const wave of plan.waves) {
    // Images and mesh are everywhere before the first wave; what is behind its gate need not say so again.
    const before = rollout.lastGate
      ? [rollout.lastGate]
      : [...hosts.map(({ images }) => images), ...networks];
    const members = hosts.filter(({ planned }) => wave.hosts.includes(planned.name));
    const releases = members.map((host) => {
      reached.add(host.planned.name);
      return releaseOn(plan, host, facts, [...host.prepared, ...before]);
    });
    members.forEach((host, i) => {
      rollout.releases[host.planned.name] = releases[i]!;
    });
    const perHost = <T>(value: (release: Release) => T) =>
      Object.fromEntries(members.map((host, i) => [host.planned.name, value(releases[i]!)]));
    rollout.lastGate = new HealthGate(
      `${wave.name}-gate`,
      {
        stack: plan.stack,
        wave: wave.name,
        validators: hosts
          .filter(({ planned }) => planned.power > 0)
          .map(({ planned, connection }) => ({
            name: planned.name,
            power: planned.power,
            connection,
            privateAddress: planned.privateAddress,
            isRequired: reached.has(planned.name),
          })),
        generations: perHost(({ generation }) => untracked(generation)),
        appliedAt: perHost(({ appliedAt }) => untracked(appliedAt)),
        minBlocks: 2,
        maxLagBlocks: 2,
        limitSeconds: 90,
      },
      { dependsOn: releases },
    );
  }
  return rollout;
}

function releaseOn(plan: Plan, host: Host, facts: AppliedFacts, after: Resource[]): Release {
  return new Release(
    `${host.planned.name}-release`,
    {
      stack: plan.stack,
      host: host.planned.name,
      connection: host.connection,
      images: Object.fromEntries(host.planned.services.map(({ name, image }) => [name, image])),
      files: generationFiles(plan, host.planned, facts),
      waitSeconds: serviceWaitSeconds,
    },
    { parent: host, deletedWith: host.machine, dependsOn: after },
  );
}
