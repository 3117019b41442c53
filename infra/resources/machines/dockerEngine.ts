import Docker from "dockerode";
import { fault } from "../fault";

/** The label every container, volume and network of a stack carries; what lacks it is not ours to touch. */
export const stackLabel = "cordillera.stack";

/** Label with the hash of what a container was made from; another hash means another container. */
export const specLabel = "cordillera.spec";

/** A client for the Docker Engine that DOCKER_HOST names, or the local one. */
export const openEngine = (): Docker => new Docker();

/** Undefined instead of an error where the thing does not exist. @throws DOCKER_UNREACHABLE */
export async function unlessMissing<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    const { statusCode, code, message } = error as { statusCode?: number; code?: string; message: string };
    if (statusCode === 404) return undefined;
    if (statusCode !== undefined) throw error;
    throw fault("DOCKER_UNREACHABLE", "The Docker Engine does not answer.", {
      details: [code ?? message],
      fix: "Start Docker, then run: make doctor",
    });
  }
}

/** Refuses to adopt what another program made under our name. @throws NAME_TAKEN */
export function assertOurs(
  kind: string,
  name: string,
  labels: Record<string, string> | undefined,
  stack: string,
): void {
  const owner = labels?.[stackLabel];
  if (owner === stack) return;
  throw fault("NAME_TAKEN", `A ${kind} named "${name}" exists and is not of stack "${stack}".`, {
    details: [owner ? `it belongs to stack "${owner}"` : `it has no label ${stackLabel}`],
    fix: `Rename or remove it (docker ${kind} rm ${name}), then run pulumi up again.`,
  });
}

/** Output of a command inside a container; empty where it fails. */
export async function execText(engine: Docker, container: string, command: string[]): Promise<string> {
  const exec = await engine.getContainer(container).exec({ Cmd: command, AttachStdout: true, Tty: true });
  const stream = await exec.start({ Tty: true });
  const text = await new Promise<string>((done, failed) => {
    let all = "";
    stream.on("data", (chunk: Buffer) => (all += chunk.toString()));
    stream.on("end", () => done(all));
    stream.on("error", failed);
  });
  const { ExitCode } = await exec.inspect();
  return ExitCode === 0 ? text.trim() : "";
}
