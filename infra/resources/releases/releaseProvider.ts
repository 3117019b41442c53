import type { dynamic } from "@pulumi/pulumi";
import { initFault } from "../fault";
import { type Bag, diffInputs, hasUnknown, missingInputs, pickKeys, unknownValue } from "../inputs";
import { withSession } from "../sessions/hostSession";
import { withSharedSession } from "../sessions/sharedSession";
import { generationId, isPlainPath } from "./generation";
import type { ReleaseInputs } from "./release";
import { rollOut } from "./rollOut";
import { areServicesRunning, compose, parseServices, projectFolder } from "./services";

const providerVersion = "1";
const keepGenerations = 5;
const wanted = ["stack", "host", "connection", "images", "files", "waitSeconds"];
const compared = [...wanted, "generation", "running", "providerVersion"];

const readCommand =
  `basename "$(readlink ${projectFolder})"; cd ${projectFolder} && sha256sum -c --status SHA256SUMS && echo intact || echo damaged; ` +
  "docker ps -q --filter label=com.docker.compose.project=cordillera | xargs -r docker inspect -f " +
  `'{{index .Config.Labels "com.docker.compose.service"}}\t{{.Name}}\t{{.State.Status}}\t{{if .State.Health}}{{.State.Health.Status}}{{end}}\t0\t0'`;

// A machine that was off has been switched on a moment ago, and boots.
const bootMs = 120_000;

async function apply(inputs: ReleaseInputs & { generation: string }, connectMs = 30_000) {
  await withSession(inputs.connection, connectMs, (session) =>
    rollOut(session, { ...inputs, keepGenerations }),
  );
  return { ...inputs, running: true, appliedAt: new Date().toISOString() };
}

export const provider: dynamic.ResourceProvider = {
  async check(_olds: Bag, news: Bag) {
    const failures = missingInputs(news, wanted);
    const files = (news.files ?? {}) as Record<string, string>;
    for (const path of Object.keys(files)) {
      if (!isPlainPath(path))
        failures.push({ property: `files["${path}"]`, reason: "not a path inside a generation" });
    }
    const isKnown = failures.length === 0 && !hasUnknown(news.files) && !hasUnknown(news.images);
    const generation = isKnown
      ? generationId({ images: news.images as Record<string, string>, files })
      : unknownValue;
    return { inputs: { ...news, generation, running: true, providerVersion }, failures };
  },
  async diff(_id, olds: Bag, news: Bag) {
    return diffInputs(olds, news, compared);
  },
  async create(inputs) {
    const id = `${inputs.stack}/${inputs.host}`;
    try {
      return { id, outs: await apply(inputs) };
    } catch (error) {
      throw initFault(error, id, { ...inputs, running: false });
    }
  },
  async update(id, olds, news) {
    try {
      return { outs: await apply(news, olds.running ? undefined : bootMs) };
    } catch (error) {
      throw initFault(error, id, { ...news, running: false });
    }
  },
  async read(id, state) {
    let seen = "";
    try {
      seen = await withSharedSession(
        state.connection,
        2_500,
        async (session) => (await session.run(readCommand, { timeoutMs: 5_000 })).stdout,
      );
    } catch {
      // A host that is away, or whose key changed, is drift; `up` then tells what it is.
    }
    const [generation = "", intact, ...services] = seen.split("\n");
    const isRunning =
      intact === "intact" &&
      areServicesRunning(parseServices(services.join("\n")), Object.keys(state.images));
    const props = { ...state, running: isRunning, generation: generation || state.generation };
    return { id, props, inputs: pickKeys(props, compared) };
  },
  async delete(_id, state) {
    // Data stays: it belongs to the host. A host that is gone has nothing to stop.
    await withSession(state.connection, 5_000, (session) =>
      session.run(`${compose("down --timeout 60 --remove-orphans")}; rm -f ${projectFolder}`, {
        timeoutMs: 180_000,
      }),
    ).catch(() => undefined);
  },
};
