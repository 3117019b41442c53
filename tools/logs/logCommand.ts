import { DeployError } from "../../infra/vocab/errors";
import { serviceNames } from "../../infra/vocab/words";

export interface LogWish {
  host: string | undefined;
  service: string | undefined;
  since: string | undefined;
  follow: boolean;
}

export class LogWishError extends DeployError<"LOG_WISH"> {
  constructor(at: { name: string; got: string | undefined; known: readonly string[] }) {
    super("LOG_WISH", `${at.name}=${at.got ?? ""} does not say what to read.`, {
      details: [`known: ${at.known.join(", ")}`],
      fix: "make logs HOST=local-sequencer-1 SERVICE=app SINCE=10m FOLLOW=1",
    });
  }
}

/** What was asked for, from HOST=, SERVICE=, SINCE=, FOLLOW=. */
export function parseLogWish(env: NodeJS.ProcessEnv): LogWish {
  return {
    host: env.HOST || undefined,
    service: env.SERVICE || undefined,
    since: env.SINCE || undefined,
    follow: Boolean(env.FOLLOW) && env.FOLLOW !== "0",
  };
}

/**
 * The command on the host; nothing unchecked gets into it.
 * @throws LOG_WISH
 */
export function logCommand({ service, since, follow }: LogWish): string {
  if (service && !serviceNames.some((name) => name === service)) {
    throw new LogWishError({ name: "SERVICE", got: service, known: serviceNames });
  }
  if (since && !/^(\d+[smh])+$/.test(since) && !/^\d{4}-\d\d-\d\d(T[\d:.]+Z?)?$/.test(since)) {
    throw new LogWishError({ name: "SINCE", got: since, known: ["10m", "2h", "2026-01-31T10:00:00Z"] });
  }
  const options = [since ? `--since ${since}` : "--tail 200", ...(follow ? ["--follow"] : [])];
  return `cd /srv/cordillera/current && docker compose --ansi never -p cordillera logs --no-color ${options.join(" ")} ${service ?? ""}`.trim();
}
