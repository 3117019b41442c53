import type Docker from "dockerode";
import { fault } from "../fault";
import { assertOurs, specLabel, unlessMissing } from "./dockerEngine";

export interface EnsuredContainer {
  /** A container of an older spec was taken away for it. */
  replaced: boolean;
}

/**
 * Makes the container run as described: adopts one of the same spec, starts a stopped one, replaces one of another
 * spec (its volumes and address stay), refuses a foreign one.
 * @throws NAME_TAKEN, CONTAINER_START
 */
export async function ensureContainer(
  engine: Docker,
  stack: string,
  wanted: Docker.ContainerCreateOptions,
): Promise<EnsuredContainer> {
  const name = wanted.name!;
  const container = engine.getContainer(name);
  const found = await unlessMissing(container.inspect());
  let replaced = false;
  if (found) {
    assertOurs("container", name, found.Config.Labels, stack);
    if (found.Config.Labels[specLabel] === wanted.Labels![specLabel]) {
      if (found.State.Paused) await container.unpause();
      if (found.State.Running || (await startedInPlace(container))) return { replaced };
    }
    await unlessMissing(container.stop({ t: wanted.StopTimeout ?? 10 }).catch(ignoreNotModified));
    await unlessMissing(container.remove({ force: true }));
    replaced = true;
  }
  const created = await engine.createContainer(wanted);
  try {
    await created.start();
  } catch (error) {
    await created.remove({ force: true }).catch(() => undefined);
    throw fault("CONTAINER_START", `The container "${name}" does not start.`, {
      details: [(error as Error).message.trim()],
      fix: "Free the port or address it names, or change it in the description; then run pulumi up again.",
    });
  }
  return { replaced };
}

// A container whose network was made anew cannot start: it is then made anew too.
async function startedInPlace(container: Docker.Container): Promise<boolean> {
  try {
    await container.start();
    return true;
  } catch {
    return false;
  }
}

function ignoreNotModified(error: { statusCode?: number }): undefined {
  if (error.statusCode === 304) return undefined;
  throw error;
}

/** Removes a container of ours; none there is fine. */
export async function dropContainer(engine: Docker, stack: string, name: string): Promise<void> {
  const container = engine.getContainer(name);
  const found = await unlessMissing(container.inspect());
  if (!found) return;
  assertOurs("container", name, found.Config.Labels, stack);
  await unlessMissing(container.remove({ force: true, v: true }));
}
