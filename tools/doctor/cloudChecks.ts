import { readCredentials } from "../../infra/components/readCredentials";
import { findMissingCredentials } from "../../infra/config/credentials";
import { parseNetwork } from "../../infra/config/parseNetwork";
import { readStack } from "../../infra/config/readStack";
import { type Costs, planCosts } from "../../infra/plan/costs";
import type { Plan } from "../../infra/plan/plan";
import { planNetwork } from "../../infra/plan/planNetwork";
import { DeployError } from "../../infra/vocab/errors";
import { descriptionFileOf } from "../pulumi/description";
import { pulumiEnvironment } from "../setup/environment";
import { paths } from "../setup/paths";
import { tryRun } from "../setup/run";
import { type Check, check, fail, ok, warn } from "./check";
import { findExampleValues } from "./exampleValues";
import { type DigestAnswer, lookUpDigests } from "./registryLookup";
import { type RegistryAccount, registryHost } from "./registryRequest";

const dayMs = 24 * 60 * 60 * 1000;
const longestPriceDays = 180;

interface PlannedStack {
  plan: Plan;
  costs: Costs | undefined;
  examples: string[];
}

/** What can be known of a cloud stack without calling a provider. */
export const cloudChecks = (stack: string): Check[] => {
  const planned = once(() => planStack(stack));
  return [
    descriptionCheck(stack, planned),
    credentialsCheck(stack, planned),
    digestsCheck(stack, planned),
    pricesCheck(planned),
    exampleCheck(stack, planned),
  ];
};

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
};

async function planStack(stack: string): Promise<PlannedStack> {
  const descriptionFile = await descriptionFileOf(stack);
  const network = parseNetwork(readStack(stack, { rootDir: paths.root, descriptionFile }));
  const plan = planNetwork(network);
  return { plan, costs: planCosts(plan, network), examples: findExampleValues(network) };
}

export const descriptionCheck = (stack: string, planned: () => Promise<PlannedStack>) =>
  check({
    name: "description",
    probe: () =>
      planned().catch((error: unknown) => {
        if (error instanceof DeployError) return error;
        throw error;
      }),
    judge: (found) => {
      if (found instanceof DeployError)
        return fail(found.message.split("\n").slice(0, 2).join(""), `make plan STACK=${stack}`);
      const { plan, costs } = found;
      const cost = costs ? `, ${costs.monthly.toFixed(2)} ${costs.currency} a month` : "";
      return ok(`${plan.hosts.length} hosts${cost}`);
    },
  });

export const credentialsCheck = (stack: string, planned: () => Promise<Pick<PlannedStack, "plan">>) =>
  check({
    name: "credentials",
    probe: async () => {
      const { plan } = await planned();
      const config = await readSettings(stack);
      const providers = [...new Set(plan.hosts.map(({ provider }) => provider))];
      return {
        providers,
        missing: findMissingCredentials(
          providers,
          readCredentials((key) => config[key]),
          stack,
        ),
      };
    },
    judge: ({ providers, missing }) =>
      missing.length === 0
        ? ok(`there for ${providers.join(" and ")}`)
        : fail(
            missing.map((line) => line.replace(/ \(.*$/, "")).join("; "),
            missing[0]!.replace(/^[^(]*\(|\)$/g, ""),
          ),
  });

/** Settings of a stack, secrets among them: they are shown to whom they are for, and never printed. */
async function readSettings(stack: string): Promise<Record<string, string | undefined>> {
  const env = { ...process.env, ...pulumiEnvironment() };
  const told = await tryRun("pulumi", ["config", "--json", "--show-secrets", "--stack", stack], { env });
  const settings = JSON.parse(told ?? "{}") as Record<string, { value?: string }>;
  return Object.fromEntries(Object.entries(settings).map(([key, { value }]) => [key, value]));
}

/** The login that hosts pull with, where there is one. */
export function accountOf(
  registry: string,
  settings: Record<string, string | undefined>,
  env: NodeJS.ProcessEnv,
): RegistryAccount | undefined {
  const username = settings["cordillera:registryUser"] ?? env.CORDILLERA_PULL_USER;
  const password = settings["cordillera:registryPassword"] ?? env.CORDILLERA_PULL_PASSWORD;
  return username && password ? { registry, username, password } : undefined;
}

export const digestsCheck = (stack: string, planned: () => Promise<Pick<PlannedStack, "plan">>) =>
  check({
    name: "release",
    probe: async () => {
      const { release } = (await planned()).plan;
      const registry = registryHost(release.images.app);
      const account = accountOf(registry, await readSettings(stack), process.env);
      return { name: release.name, answers: await lookUpDigests(Object.values(release.images), account) };
    },
    judge: ({ name, answers }) => judgeDigests(name, answers),
  });

export function judgeDigests(name: string, answers: Record<string, DigestAnswer>) {
  const of = (wanted: DigestAnswer) =>
    Object.entries(answers)
      .filter(([, answer]) => answer === wanted)
      .map(([image]) => image.replace(/@.*$/, ""));
  const fix = `push them: make release NAME=${name}`;
  if (of("missing").length > 0) return fail(`${name}: not in the registry: ${of("missing").join(", ")}`, fix);
  const registries = (images: string[]) =>
    [...new Set(images.map((image) => image.split("/")[0]))].join(", ");
  if (of("silent").length > 0) return fail(`${name}: no answer from ${registries(of("silent"))}`, fix);
  if (of("locked").length > 0)
    return warn(`${name}: not seen, ${registries(of("locked"))} wants credentials`);
  return ok(`${name}: ${of("there").length} digests in the registry`);
}

export const pricesCheck = (planned: () => Promise<Pick<PlannedStack, "costs">>, nowMs = Date.now()) =>
  check({
    name: "prices",
    probe: async () => (await planned()).costs?.pricesOf,
    judge: (date) => {
      if (date === undefined) return ok("not needed");
      const days = Math.floor((nowMs - Date.parse(date)) / dayMs);
      const evidence = `list prices of ${date}, ${days} days old`;
      return days > longestPriceDays
        ? warn(evidence, "look them up on the pages that stacks/prices.yaml names")
        : ok(evidence);
    },
  });

const exampleCheck = (stack: string, planned: () => Promise<Pick<PlannedStack, "examples">>) =>
  check({
    name: "operator's values",
    probe: async () => (await planned()).examples,
    judge: (examples) =>
      examples.length === 0
        ? ok("no example is left")
        : fail(`still the examples: ${examples.join(", ")}`, `set them in stacks/${stack}.yaml`),
  });
