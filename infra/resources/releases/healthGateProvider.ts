import type { dynamic } from "@pulumi/pulumi";
import { fault, initFault } from "../fault";
import { type Bag, diffInputs, missingInputs } from "../inputs";
import { type HostSession, openSession } from "../sessions/hostSession";
import { GainOnNetwork } from "./gainOnNetwork";
import { judgeWave, type Sighting } from "./gateVerdict";
import type { GatedValidator, HealthGateInputs } from "./healthGate";

const providerVersion = "1";
const patienceSeconds = 20;
const wanted = [
  "stack",
  "wave",
  "validators",
  "generations",
  "appliedAt",
  "minBlocks",
  "maxLagBlocks",
  "limitSeconds",
];
// How and which validators are watched may change without a rollout.
const compared = [
  "stack",
  "wave",
  "generations",
  "appliedAt",
  "minBlocks",
  "maxLagBlocks",
  "passed",
  "providerVersion",
];

async function look(session: HostSession | undefined, validator: GatedValidator): Promise<Sighting> {
  const { name, power, isRequired, privateAddress } = validator;
  const seen: Sighting = { name, power, isRequired, state: "away", height: 0, isHealthy: false, reason: "" };
  if (!session) return seen;
  const url = `http://${privateAddress}:9001`;
  const command = `test -e /srv/cordillera/current || echo empty; curl -s -m 2 ${url}/status | tr -d '\\n'; echo; curl -s -m 2 -w '\\n%{http_code}' ${url}/healthz`;
  const answer = await session.run(command, { timeoutMs: 8_000 }).catch(() => undefined);
  if (!answer) return seen;
  if (answer.stdout.startsWith("empty")) return { ...seen, state: "empty" };
  const [status = "", ...health] = answer.stdout.split("\n");
  try {
    const { height } = JSON.parse(status) as { height: number };
    const isHealthy = health.at(-1) === "200";
    return {
      ...seen,
      state: "answers",
      height: Number(height),
      isHealthy,
      reason: health.slice(0, -1).join(" ").slice(0, 200),
    };
  } catch {
    return { ...seen, state: "silent" };
  }
}

async function passGate(inputs: HealthGateInputs): Promise<string> {
  const sessions: Record<string, HostSession> = {};
  const startedAt = Date.now();
  const elapsed = () => Math.round((Date.now() - startedAt) / 1_000);
  const sessionTo = async ({ name, connection }: GatedValidator) => {
    sessions[name] ??= await openSession(connection, 1_500);
    return sessions[name];
  };
  const first: Sighting[] = [];
  const gain = new GainOnNetwork();
  try {
    for (;;) {
      const latest = await Promise.all(
        inputs.validators.map(async (validator) => {
          const seen = await look(await sessionTo(validator).catch(() => undefined), validator);
          if (seen.state === "away") delete sessions[validator.name];
          return seen;
        }),
      );
      for (const seen of latest) {
        if (seen.state === "answers" && !first.some(({ name }) => name === seen.name)) first.push(seen);
      }
      const verdict = judgeWave(first, latest, elapsed(), { ...inputs, patienceSeconds });
      if (verdict.isPassed) return verdict.note;
      const idle = elapsed() - gain.observe(latest, elapsed());
      if (idle >= inputs.limitSeconds) {
        throw fault("GATE_FAILED", `Wave "${inputs.wave}" did not pass its health gate.`, {
          details: [
            `waited: ${elapsed()} s, the last ${idle} s without a host that came nearer to the others`,
            ...verdict.rows,
          ],
          fix: "Look at the named hosts (make logs), mend the cause and run pulumi up again; later waves were not touched.",
        });
      }
      await new Promise((next) => setTimeout(next, 700));
    }
  } finally {
    for (const session of Object.values(sessions)) session.close();
  }
}

export const provider: dynamic.ResourceProvider = {
  async check(_olds: Bag, news: Bag) {
    return { inputs: { ...news, passed: true, providerVersion }, failures: missingInputs(news, wanted) };
  },
  async diff(_id, olds: Bag, news: Bag) {
    return diffInputs(olds, news, compared);
  },
  async create(inputs) {
    const id = `${inputs.stack}/${inputs.wave}`;
    try {
      return { id, outs: { ...inputs, note: await passGate(inputs) } };
    } catch (error) {
      throw initFault(error, id, { ...inputs, passed: false, note: "failed" });
    }
  },
  async update(id, _olds, news) {
    try {
      return { outs: { ...news, note: await passGate(news) } };
    } catch (error) {
      throw initFault(error, id, { ...news, passed: false, note: "failed" });
    }
  },
  async delete() {},
};
