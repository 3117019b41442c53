import { readFileSync, statfsSync } from "node:fs";
import { createServer } from "node:net";
import { parseNetwork } from "../../infra/config/parseNetwork";
import { readStack } from "../../infra/config/readStack";
import { planNetwork } from "../../infra/plan/planNetwork";
import { paths } from "../setup/paths";
import { tryRun } from "../setup/run";
import { check, fail, ok, warn } from "./check";

const gib = 2 ** 30;

export const diskCheck = check({
  name: "disk space",
  probe: async () => {
    const engineFolder = (await tryRun("docker", ["info", "--format", "{{.DockerRootDir}}"])) || paths.root;
    return [engineFolder, paths.root].map((folder) => {
      const { bavail, bsize } = statfsSync(folder);
      return { folder, freeGib: (bavail * bsize) / gib };
    });
  },
  judge: (folders) => {
    const least = folders.reduce((low, each) => (each.freeGib < low.freeGib ? each : low));
    const evidence = `${least.freeGib.toFixed(0)} GiB free at ${least.folder}`;
    if (least.freeGib < 5) return fail(evidence, "docker image prune");
    return least.freeGib < 20 ? warn(evidence, "docker image prune") : ok(evidence);
  },
});

export const memoryCheck = check({
  name: "memory",
  probe: () => Number(/^MemAvailable:\s+(\d+) kB/m.exec(readFileSync("/proc/meminfo", "utf8"))?.[1]) * 1024,
  judge: (availableBytes) => {
    const evidence = `${(availableBytes / gib).toFixed(1)} GiB available`;
    if (availableBytes < 2 * gib) return fail(evidence, "end other programs: five hosts take about 2 GiB");
    return availableBytes < 4 * gib ? warn(evidence, "end other programs") : ok(evidence);
  },
});

export const portsCheck = check({
  name: "published ports",
  probe: async () => {
    const plan = planNetwork(parseNetwork(readStack("local", { rootDir: paths.root })));
    const planned = plan.hosts.flatMap((host) => host.publish.map((port) => port.hostPort));
    const ours = await portsOfStack("local");
    const taken: number[] = [];
    for (const port of planned) if (!ours.has(port) && !(await isFree(port))) taken.push(port);
    return { planned: planned.length, taken };
  },
  judge: ({ planned, taken }) =>
    taken.length === 0
      ? ok(`${planned} free or ours`)
      : fail(`taken by another program: ${taken.join(", ")}`, `ss -ltnp 'sport = :${taken[0]}'`),
});

async function portsOfStack(stack: string): Promise<Set<number>> {
  const filter = `label=cordillera.stack=${stack}`;
  const listed = await tryRun("docker", ["ps", "--filter", filter, "--format", "{{.Ports}}"]);
  return readPublishedPorts(listed ?? "");
}

/** Ports of 127.0.0.1 in the words of `docker ps`, which tells neighbours as a range: `8545-8546->8545-8546/tcp`. */
export function readPublishedPorts(text: string): Set<number> {
  const ports = new Set<number>();
  for (const [, first, last] of text.matchAll(/127\.0\.0\.1:(\d+)(?:-(\d+))?->/g)) {
    for (let port = Number(first); port <= Number(last ?? first); port += 1) ports.add(port);
  }
  return ports;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", () => done(false));
    server.listen(port, "127.0.0.1", () => server.close(() => done(true)));
  });
}

// Blocks carry the machine's time: a clock far off makes a network whose timestamps are wrong.
export const clockCheck = check({
  name: "clock",
  probe: async () => {
    // The server that this machine certainly reaches: it brought the packages.
    const registry = await tryRun("npm", ["config", "get", "registry"]);
    if (!registry) return undefined;
    const answer = await fetch(registry, { method: "HEAD", signal: AbortSignal.timeout(3_000) }).catch(
      () => undefined,
    );
    const date = answer?.headers.get("date");
    return date ? (Date.now() - Date.parse(date)) / 1000 : undefined;
  },
  judge: (aheadSeconds) => {
    if (aheadSeconds === undefined) return warn("no time source answered");
    // The header has whole seconds, and the answer took its way.
    const evidence = `within ${Math.max(2, Math.ceil(Math.abs(aheadSeconds)))} s of an outside clock`;
    return Math.abs(aheadSeconds) > 10 ? warn(evidence, "chronyc makestep") : ok(evidence);
  },
});
