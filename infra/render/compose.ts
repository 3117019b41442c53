import { stringify } from "yaml";
import type { Plan, PlannedHost, PlannedService } from "../plan/plan";
import type { ServiceName } from "../vocab/words";
import { serviceUserId } from "./paths";
import { describeService } from "./services";

/** The compose file of a host. */
export function renderCompose(plan: Plan, host: PlannedHost): string {
  const services = Object.fromEntries(
    host.services.map((service) => [service.name, composeService(plan, host, service)]),
  );
  return stringify({ name: "cordillera", services }, { lineWidth: 0 });
}

// Stopped in this order: consensus, then the application, which asks geth for what waits there, then geth.
const needs: Partial<Record<ServiceName, ServiceName>> = { cometbft: "app", app: "geth" };

function dependsOn(host: PlannedHost, { name }: PlannedService) {
  const needed = needs[name];
  return host.services.some((one) => one.name === needed) ? { depends_on: [needed] } : {};
}

function composeService(plan: Plan, host: PlannedHost, service: PlannedService) {
  const { entrypoint, command, environment, volumes, healthcheck } = describeService(
    plan,
    host,
    service.name,
  );
  return {
    image: service.image,
    ...(entrypoint ? { entrypoint } : {}),
    ...(command ? { command } : {}),
    ...(environment ? { environment } : {}),
    user: `${serviceUserId}:${serviceUserId}`,
    network_mode: "host",
    restart: "always",
    read_only: true,
    cap_drop: ["ALL"],
    security_opt: ["no-new-privileges:true"],
    tmpfs: ["/tmp"],
    mem_limit: `${service.memoryMb}m`,
    pids_limit: service.pidsLimit,
    ...dependsOn(host, service),
    stop_grace_period: `${service.stopGraceSeconds}s`,
    volumes,
    healthcheck: {
      test: healthcheck,
      // Asked every second only until it first answers: a probe is a process of its own, and the engine starts
      // it at the price of a container.
      interval: "30s",
      timeout: "5s",
      retries: 3,
      start_period: "60s",
      start_interval: "1s",
    },
    logging: { driver: "json-file", options: { "max-size": "20m", "max-file": "5" } },
    // A changed file changes the label, so compose restarts this service and no other.
    labels: { "cordillera.files": `\${FILES_${service.name.toUpperCase()}}` },
  };
}
