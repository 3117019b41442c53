import type { NetworkFacts, Plan, PlannedHost } from "../plan/plan";
import type { ServiceName } from "../vocab/words";
import { renderAcme, renderAcmeProbe } from "./acme";
import { renderAlertRules } from "./alertRules";
import { renderAppConfig, renderAppIdentity } from "./appConfig";
import { renderCelestiaProbe, renderCelestiaStart } from "./celestia";
import { renderCometConfig } from "./cometbft";
import { renderCompose } from "./compose";
import { listEnginePeers } from "./engineHosts";
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
  prometheus: (plan) => ({ "prometheus.yml": renderPrometheus(plan), "rules.yml": renderAlertRules(plan) }),
};

/** A file that names keys or the genesis. */
interface FileWithFacts {
  /** Hosts whose keys it names: what a preview must know of to know the file. */
  names: string[];
  render: (facts: NetworkFacts) => string;
}

const knownWithFacts: Partial<
  Record<ServiceName, (plan: Plan, host: PlannedHost) => Record<string, FileWithFacts>>
> = {
  app: (_plan, { name }) => ({
    "identity.json": {
      names: [name],
      render: ({ identities }) => renderAppIdentity(identityOf(identities, name)),
    },
  }),
  cometbft: (plan, host) => ({
    "config.toml": {
      names: peersOf(plan, host),
      render: ({ identities }) => renderCometConfig(plan, host, identities),
    },
    "genesis.json": { names: [], render: ({ cometGenesis }) => cometGenesis },
  }),
  geth: (plan, host) => ({
    "geth.toml": {
      names: peersOf(plan, host),
      render: ({ identities }) => renderGethConfig(plan, host, identities),
    },
    "genesis.json": { names: [], render: ({ gethGenesis }) => gethGenesis },
  }),
};

const peersOf = (plan: Plan, host: PlannedHost) => listEnginePeers(plan, host).map(({ name }) => name);

/** Files of a host that follow from the plan alone. */
export function renderHost(plan: Plan, host: PlannedHost): RenderedFiles {
  const files = host.services.map(({ name }) => placeFiles(name, knownAtPreview[name]?.(plan, host)));
  return Object.assign({ "compose.yaml": renderCompose(plan, host) }, ...files) as RenderedFiles;
}

/** Files of a host that name keys or the genesis, by path, each with what it takes to render it. */
export function listFilesWithFacts(plan: Plan, host: PlannedHost): Record<string, FileWithFacts> {
  const files = host.services.map(({ name }) => placeFiles(name, knownWithFacts[name]?.(plan, host)));
  return Object.assign({}, ...files) as Record<string, FileWithFacts>;
}

/** Files of a host that name keys or the genesis. */
export function renderHostWithFacts(plan: Plan, host: PlannedHost, facts: NetworkFacts): RenderedFiles {
  const files = Object.entries(listFilesWithFacts(plan, host));
  return Object.fromEntries(files.map(([path, { render }]) => [path, render(facts)]));
}

function placeFiles<T>(service: ServiceName, files: Record<string, T> = {}): Record<string, T> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`files/${service}/${name}`, text]));
}
