import { existsSync, rmSync } from "node:fs";
import { relative } from "node:path";
import { openEngine, stackLabel, unlessMissing } from "../../infra/resources/machines/dockerEngine";
import { stackFolder } from "../hosts/connection";
import { paths } from "../setup/paths";

export interface Leftover {
  kind: "container" | "network" | "volume" | "folder";
  name: string;
}

/** Everything that carries the stack's label in the Docker Engine, and its folder of keys. */
export async function findLeftovers(stack: string): Promise<Leftover[]> {
  const engine = openEngine();
  const filters = { label: [`${stackLabel}=${stack}`] };
  const containers = await engine.listContainers({ all: true, filters });
  const networks = await engine.listNetworks({ filters });
  const { Volumes: volumes } = await engine.listVolumes({ filters });
  const folder = stackFolder(stack);
  return [
    ...containers.map(({ Names }): Leftover => ({ kind: "container", name: Names[0]!.slice(1) })),
    ...networks.map(({ Name }): Leftover => ({ kind: "network", name: Name })),
    ...(volumes ?? []).map(({ Name }): Leftover => ({ kind: "volume", name: Name })),
    ...(existsSync(folder) ? [{ kind: "folder" as const, name: relative(paths.root, folder) }] : []),
  ];
}

/** Removes what `findLeftovers` found, in its order: a network or volume goes only after the containers on it. */
export async function removeLeftovers(stack: string, leftovers: readonly Leftover[]): Promise<void> {
  const engine = openEngine();
  for (const { kind, name } of leftovers) {
    if (kind === "container") await unlessMissing(engine.getContainer(name).remove({ force: true, v: true }));
    if (kind === "network") await unlessMissing(engine.getNetwork(name).remove());
    if (kind === "volume") await unlessMissing(engine.getVolume(name).remove({ force: true }));
    if (kind === "folder") rmSync(stackFolder(stack), { recursive: true, force: true });
  }
}
