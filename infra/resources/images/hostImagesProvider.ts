import type { dynamic } from "@pulumi/pulumi";
import { fault } from "../fault";
import { type Bag, diffInputs, missingInputs } from "../inputs";
import { type HostSession, withSession } from "../sessions/hostSession";
import { withSharedSession } from "../sessions/sharedSession";
import type { HostImagesInputs } from "./hostImages";
import { pullEnvironment } from "./registryFolder";

const providerVersion = "1";
const wanted = ["stack", "host", "connection", "machineId", "images"];
// Another way to the host brings no other images.
const compared = ["stack", "host", "machineId", "images", "present", "providerVersion"];

async function pull(session: HostSession, host: string, image: string): Promise<void> {
  const command = `docker image inspect ${image} >/dev/null 2>&1 || ${pullEnvironment} docker pull -q ${image}`;
  const result = await session.run(command, { timeoutMs: 900_000 });
  if (result.code === 0) return;
  throw fault("IMAGE_PULL", `Host "${host}" cannot pull an image.`, {
    details: [`image: ${image}`, ...result.stderr.trim().split("\n").slice(-3)],
    fix: "Check that the registry runs, holds the digest (make images, make release) and knows the login, then run pulumi up again.",
  });
}

async function ensureImages(inputs: HostImagesInputs): Promise<void> {
  await withSession(inputs.connection, 30_000, async (session) => {
    await Promise.all(inputs.images.map((image) => pull(session, inputs.host, image)));
  });
}

export const provider: dynamic.ResourceProvider = {
  async check(_olds: Bag, news: Bag) {
    const failures = missingInputs(news, wanted);
    for (const image of Array.isArray(news.images) ? (news.images as string[]) : []) {
      if (!image.includes("@sha256:"))
        failures.push({ property: "images", reason: `not by digest (got "${image}")` });
    }
    return { inputs: { ...news, present: true, providerVersion }, failures };
  },
  async diff(_id, olds: Bag, news: Bag) {
    return diffInputs(olds, news, compared);
  },
  async create(inputs) {
    await ensureImages(inputs);
    return { id: `${inputs.stack}/${inputs.host}`, outs: inputs };
  },
  async update(_id, _olds, news) {
    await ensureImages(news);
    return { outs: news };
  },
  async read(id, state) {
    const look = async (session: HostSession) =>
      (
        await session.run(`docker image inspect ${state.images.join(" ")} >/dev/null 2>&1`, {
          timeoutMs: 4_000,
        })
      ).code === 0;
    const present = await withSharedSession(state.connection, 2_500, look).catch(() => state.present);
    const props = { ...state, present };
    return { id, props };
  },
  // Images are pruned by the releases that come after.
  async delete() {},
};
