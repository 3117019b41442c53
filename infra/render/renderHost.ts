import type { NetworkFacts, Plan, PlannedHost } from "../plan/plan";
import type { ServiceName } from "../vocab/words";
import { renderAcme, renderAcmeProbe } from "./acme";
import { renderAppConfig, renderAppIdentity } from "./appConfig";
import { renderCelestiaProbe, renderCelestiaStart } from "./celestia";
import { renderCometConfig } from "./cometbft";
import { renderCompose } from "./compose";
import { renderGethConfig } from "./geth";
import { renderHaproxy } from "./haproxy";
import { identityOf } from "./identities";
import { renderPrometheus } from "./prometheus";

/** Text by path; paths are relative to the generation folder. */
export type RenderedFiles = Record<string, string>;

const knownAtPreview: Partial<Record<ServiceName, (plan: Plan, host: PlannedHost) => RenderedFiles>> = {
  app: (plan, host) => ({ "config.json": renderAppConfig(plan, host) }),
  celestia: (plan, host) => ({
    "start.sh": renderCelestiaStart(plan.celestia!, host),
    "probe.sh": renderCelestiaProbe(host),
  }),
  acme: ({ tls }, host) => ({
    "renew.sh": renderAcme(tls!, tls!.acme!, host),
    "probe.sh": renderAcmeProbe(),
  }),
  haproxy: (plan, host) => ({ "haproxy.cfg": renderHaproxy(plan, host) }),
  prometheus: (plan) => ({ "prometheus.yml": renderPrometheus(plan) }),
};

const knownWithFacts: Partial<
  Record<ServiceName, (plan: Plan, host: PlannedHost, facts: NetworkFacts) => RenderedFiles>
> = {
  app: (_plan, host, facts) => ({
    "identity.json": renderAppIdentity(identityOf(facts.identities, host.name)),
  }),
  cometbft: (plan, host, facts) => ({
    "config.toml": renderCometConfig(plan, host, facts.identities),
    "genesis.json": facts.cometGenesis,
  }),
  geth: (plan, host, facts) => ({
    "geth.toml": renderGethConfig(plan, host, facts.identities),
    "genesis.json": facts.gethGenesis,
  }),
};

/** Files of a host that follow from the plan alone. */
export function renderHost(plan: Plan, host: PlannedHost): RenderedFiles {
  const files = host.services.map(({ name }) => placeFiles(name, knownAtPreview[name]?.(plan, host)));
  return Object.assign({ "compose.yaml": renderCompose(plan, host) }, ...files) as RenderedFiles;
}

/** Files of a host that name keys or the genesis. */
export function renderHostWithFacts(plan: Plan, host: PlannedHost, facts: NetworkFacts): RenderedFiles {
  const files = host.services.map(({ name }) => placeFiles(name, knownWithFacts[name]?.(plan, host, facts)));
  return Object.assign({}, ...files) as RenderedFiles;
}

function placeFiles(service: ServiceName, files: RenderedFiles = {}): RenderedFiles {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`files/${service}/${name}`, text]));
}
