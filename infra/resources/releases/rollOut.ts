import { fault } from "../fault";
import { operatorName, takeHostLock } from "../sessions/hostLock";
import { type HostSession, mustRun, type RunResult } from "../sessions/hostSession";
import { type GenerationContent, generationFiles, isPlainPath } from "./generation";
import { leaveLease } from "./leaveLease";
import { pruneHost } from "./pruneHost";
import {
  compose,
  describeCulprit,
  findCrashLoops,
  findCulprit,
  isOwnService,
  readServices,
  type ServiceState,
} from "./services";
import { findTouched } from "./touchedServices";

export interface RollOutOrder extends GenerationContent {
  host: string;
  generation: string;
  waitSeconds: number;
  keepGenerations: number;
}

const root = "/srv/cordillera";

/** Puts the generation's folder there whole or not at all; one that is there and intact is left alone. */
async function stage(session: HostSession, order: RollOutOrder): Promise<void> {
  const folder = `${root}/generations/${order.generation}`;
  const intact = await session.run(`cd ${folder} && sha256sum -c --status SHA256SUMS`);
  if (intact.code === 0) return;
  const lines = Object.entries(generationFiles(order)).map(([path, text]) => {
    if (path !== ".env" && !isPlainPath(path))
      throw fault("BAD_PATH", `Not a path inside a generation: "${path}".`);
    return `${path} ${Buffer.from(text).toString("base64")}\n`;
  });
  const script = [
    `set -e; umask 022; rm -rf ${folder}.part ${folder}.old; mkdir -p ${folder}.part; cd ${folder}.part`,
    'while read -r path text; do mkdir -p "$(dirname "$path")"; printf %s "$text" | base64 -d >"$path"; done',
    "sha256sum -c --status SHA256SUMS; sync -f .; cd ..",
    `if [ -e ${folder} ]; then mv -T ${folder} ${folder}.old; fi`,
    `mv -T ${folder}.part ${folder}; rm -rf ${folder}.old`,
  ].join("; ");
  await mustRun(session, "Writing the generation", script, { input: lines.join("") });
}

async function pointTo(session: HostSession, link: "current" | "proven", generation: string): Promise<void> {
  const command = `cd ${root} && ln -sfn generations/${generation} ${link}.next && mv -T ${link}.next ${link}`;
  await mustRun(session, `Setting ${link}`, `${command} && touch generations/${generation}`);
}

async function linkedGeneration(session: HostSession, link: "current" | "proven"): Promise<string> {
  const { stdout } = await session.run(
    `test -e ${root}/${link}/compose.yaml && basename "$(readlink ${root}/${link})"`,
  );
  return stdout.trim();
}

async function audit(
  session: HostSession,
  entry: { from: string; to: string; result: string; lease?: string },
): Promise<void> {
  const line = JSON.stringify({ who: operatorName(), when: new Date().toISOString(), ...entry });
  await mustRun(session, "Writing the audit log", `cat >>${root}/audit.log`, { input: `${line}\n` });
}

/** Starts what differs and waits for health; ends early when a service crashes again and again. */
async function start(session: HostSession, order: RollOutOrder, before: ServiceState[]): Promise<boolean> {
  const up = composeUp(session, order, before);
  for (;;) {
    const ended = await withinMs(1_500, up);
    if (ended) return ended.code === 0;
    if (findCrashLoops(before, (await readServices(session)).filter(isOwnService)).length > 0) {
      await session.run("kill $(cat /run/cordillera-compose.pid)");
      return (await up).code === 0;
    }
  }
}

/** Starts every service and waits for those whose health is the host's own. */
async function composeUp(
  session: HostSession,
  { waitSeconds, images }: RollOutOrder,
  before: ServiceState[],
): Promise<RunResult> {
  const timeoutMs = (waitSeconds + 240) * 1_000;
  const wait = `up -d --wait --wait-timeout ${waitSeconds} --remove-orphans`;
  const named = [...Object.keys(images).map((service) => ({ service })), ...before];
  if (named.every(isOwnService)) return session.run(compose(wait), { timeoutMs });
  const { stdout } = await session.run(compose("config --services"));
  const services = stdout.split("\n").filter(Boolean);
  const waitedFor = services.filter((service) => isOwnService({ service }));
  const started = await session.run(compose("up -d --remove-orphans"), { timeoutMs });
  return started.code === 0 ? session.run(compose(`${wait} ${waitedFor.join(" ")}`), { timeoutMs }) : started;
}

/** Undefined when the work takes longer. */
async function withinMs<T>(limitMs: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((done) => {
    timer = setTimeout(() => done(undefined), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

// A container that runs without being healthy stays as it is through `compose up`.
async function restartUnhealthy(session: HostSession, services: ServiceState[]): Promise<void> {
  const unhealthy = services.filter(({ health }) => health === "unhealthy");
  if (unhealthy.some(({ service }) => service === "app")) await stopConsensus(session);
  for (const { container } of unhealthy) {
    await session.run(`docker restart ${container}`, { timeoutMs: 120_000 });
  }
}

/** CometBFT stops before its application does: when the application goes first it may hang on the way out. */
async function stopConsensus(session: HostSession): Promise<void> {
  await session.run(compose("stop --timeout 15 cometbft"), { timeoutMs: 60_000 });
}

/** Makes the node's end harmless: the lease to another, then consensus stopped before its application. */
async function prepareRestart(session: HostSession, order: RollOutOrder, before: ServiceState[]) {
  const touched = await findTouched(session, order);
  const left = touched.length > 0 ? await leaveLease(session, before) : undefined;
  if (touched.includes("app")) await stopConsensus(session);
  return left;
}

/**
 * Switches the host to a generation and waits for its health. A generation that fails is taken back: the last proven
 * one runs again before this throws; where there is none, the failed one is stopped.
 * @throws RELEASE_FAILED, HOST_LOCKED, COMMAND_FAILED
 */
export async function rollOut(session: HostSession, order: RollOutOrder): Promise<void> {
  await takeHostLock(session, order.host);
  const startedAt = Date.now();
  await stage(session, order);
  const current = await linkedGeneration(session, "current");
  // A run that was killed after the switch leaves `current` on a generation that nobody saw healthy.
  const proven = await linkedGeneration(session, "proven");
  const before = await readServices(session);
  let lease: string | undefined;
  if (current === order.generation) await restartUnhealthy(session, before);
  else {
    if (current) lease = await prepareRestart(session, order, before);
    await pointTo(session, "current", order.generation);
  }

  if (await start(session, order, before)) {
    await pointTo(session, "proven", order.generation);
    if (current !== order.generation || proven !== order.generation) {
      await audit(session, {
        from: proven,
        to: order.generation,
        result: "healthy",
        ...(lease && { lease }),
      });
    }
    await pruneHost(session, order.keepGenerations);
    return;
  }

  const culprit = findCulprit(before, (await readServices(session)).filter(isOwnService));
  const seconds = Math.round((Date.now() - startedAt) / 1_000);
  const facts = culprit
    ? await describeCulprit(session, culprit)
    : ["service: none is named; see docker compose ps"];
  const outcome = await takeBack(session, order, proven);
  await audit(session, { from: proven, to: order.generation, result: `failed; ${outcome}` });
  throw fault("RELEASE_FAILED", `Generation ${order.generation} is not healthy on "${order.host}".`, {
    details: [`waited: ${seconds} s of ${order.waitSeconds} s`, ...facts, outcome],
    fix: "Mend the release or the description and run pulumi up again; hosts of later waves were not touched.",
  });
}

async function takeBack(session: HostSession, order: RollOutOrder, proven: string): Promise<string> {
  if (!proven || proven === order.generation) {
    if (proven)
      return `the host stays on ${proven}: it was healthy before, and there is no other to go back to`;
    await session.run(compose("down --timeout 30 --remove-orphans"), { timeoutMs: 120_000 });
    await session.run(`rm -f ${root}/current`);
    return "the host had no generation before; its services are stopped";
  }
  await stopConsensus(session);
  await pointTo(session, "current", proven);
  const isBack = await start(session, order, await readServices(session));
  return isBack
    ? `the host is back on generation ${proven}`
    : `going back to generation ${proven} failed as well`;
}
