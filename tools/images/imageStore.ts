import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SetupError } from "../setup/errors";
import { paths } from "../setup/paths";
import { run, tryRun } from "../setup/run";

export interface PushedImage {
  repository: string;
  digest: string;
}

const record = join(paths.cache, "pushed.json");
const scratchLabel = "cordillera.images.pusher";

const readRecord = (): Record<string, string> =>
  existsSync(record) ? (JSON.parse(readFileSync(record, "utf8")) as Record<string, string>) : {};

/** The digest under which an image already lies in the store. */
export function storedDigest(repository: string, id: string): string | undefined {
  const digest = readRecord()[`${repository} ${id}`];
  return digest && isStored({ repository, digest }) ? digest : undefined;
}

/** Whether the store folder holds an image. */
export function isStored({ repository, digest }: PushedImage): boolean {
  const revisions = join(
    paths.registry,
    "docker/registry/v2/repositories",
    repository,
    "_manifests/revisions/sha256",
  );
  return existsSync(join(revisions, digest.replace("sha256:", ""), "link"));
}

/**
 * Pushes images into the store folder that the stack's registry serves, through a registry that lives only so long.
 * @throws IMAGES, COMMAND_FAILED
 */
export async function pushImages(
  images: { repository: string; id: string }[],
  registryImage: string,
  onLine: (line: string) => void,
): Promise<PushedImage[]> {
  mkdirSync(paths.registry, { recursive: true });
  await removeOrphans();
  const container = `cordillera-pusher-${process.pid}`;
  const user = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
  await run("docker", [
    ...["run", "--detach", "--rm", "--name", container, "--label", `${scratchLabel}=${process.pid}`],
    ...["--user", user, "--publish", "127.0.0.1::5000", "--volume", `${paths.registry}:/var/lib/registry`],
    registryImage,
  ]);
  try {
    const port = (await run("docker", ["port", container, "5000/tcp"])).trim().split(":").pop();
    await waitForRegistry(`http://127.0.0.1:${port}/v2/`);
    const pushed: PushedImage[] = [];
    for (const image of images) pushed.push(await push(image, `127.0.0.1:${port}`, onLine));
    return pushed;
  } finally {
    await tryRun("docker", ["rm", "--force", container]);
  }
}

async function push(
  image: { repository: string; id: string },
  registry: string,
  onLine: (line: string) => void,
): Promise<PushedImage> {
  const reference = `${registry}/${image.repository}:latest`;
  await run("docker", ["tag", image.id, reference]);
  try {
    const output = await run("docker", ["push", reference], {
      onLine: (line) => onLine(`push ${image.repository}: ${line}`),
    });
    const digest = /digest: (sha256:[0-9a-f]{64})/.exec(output)?.[1];
    if (!digest)
      throw new SetupError("IMAGES", `The push of ${image.repository} named no digest.`, {
        fix: "make images",
      });
    const known = { ...readRecord(), [`${image.repository} ${image.id}`]: digest };
    mkdirSync(dirname(record), { recursive: true });
    writeFileSync(record, `${JSON.stringify(known, null, 2)}\n`);
    return { repository: image.repository, digest };
  } finally {
    await tryRun("docker", ["rmi", reference]);
  }
}

async function waitForRegistry(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new SetupError("IMAGES", "The registry for the image push did not answer within 10 s.", {
    fix: "make images",
  });
}

// A killed build leaves its registry behind.
async function removeOrphans(): Promise<void> {
  const format = `{{.ID}} {{.Label "${scratchLabel}"}}`;
  const listed = await tryRun("docker", [
    "ps",
    "--all",
    "--filter",
    `label=${scratchLabel}`,
    "--format",
    format,
  ]);
  for (const line of listed?.split("\n").filter(Boolean) ?? []) {
    const [id, pid] = line.split(" ");
    if (id && !existsSync(`/proc/${pid}`)) await tryRun("docker", ["rm", "--force", id]);
  }
}
