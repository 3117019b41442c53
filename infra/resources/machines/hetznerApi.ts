import { fault } from "../fault";

/** https://docs.hetzner.cloud/reference/cloud#servers, as far as it is asked for here. */
export interface HetznerApi {
  /** `running`, `off`, `starting` …; undefined where the machine is not there. */
  readStatus(machineId: string): Promise<string | undefined>;
  powerOn(machineId: string): Promise<void>;
}

const requestMs = 10_000;
// The machine is at something else, or the account at its limit: the same call passes a moment later.
const passing = new Set(["locked", "conflict", "rate_limit_exceeded", "timeout", "service_error"]);

type Lookup = (key: string) => string | undefined;

/** @throws HETZNER_TOKEN_MISSING, and at each call HETZNER_REFUSED; the cause is passing where `isPassing` says so */
export function openHetznerApi(config: Lookup, env: NodeJS.ProcessEnv = process.env): HetznerApi {
  const token = config("hcloud:token") || env.HCLOUD_TOKEN;
  const endpoint = config("hcloud:endpoint") || env.HCLOUD_ENDPOINT || "https://api.hetzner.cloud/v1";
  if (!token) {
    throw fault("HETZNER_TOKEN_MISSING", "There is no API token for Hetzner.", {
      fix: "export HCLOUD_TOKEN=…, or pulumi config set --secret hcloud:token",
    });
  }
  const ask = async (method: "GET" | "POST", path: string) => {
    const response = await fetch(`${endpoint}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(requestMs),
    });
    const answer = (await response.json().catch(() => ({}))) as Record<string, Record<string, string>>;
    return { isRefused: !response.ok, status: response.status, answer };
  };
  const refusal = (path: string, status: number, { code, message }: Record<string, string> = {}) => {
    const isPassing = status >= 500 || passing.has(code ?? "");
    const told = fault(
      "HETZNER_REFUSED",
      `Hetzner refused ${path}: ${message ?? "no reason"} (${code ?? status})`,
      {
        fix: isPassing
          ? "Run pulumi up again."
          : "Look at the token's project and rights, then pulumi up again.",
      },
    );
    return Object.assign(told, { isPassing });
  };
  return {
    async readStatus(machineId) {
      const path = `/servers/${machineId}`;
      const { isRefused, status, answer } = await ask("GET", path);
      if (status === 404) return undefined;
      if (isRefused) throw refusal(`GET ${path}`, status, answer.error);
      return answer.server?.status;
    },
    async powerOn(machineId) {
      const path = `/servers/${machineId}/actions/poweron`;
      const { isRefused, status, answer } = await ask("POST", path);
      if (isRefused) throw refusal(`POST ${path}`, status, answer.error);
    },
  };
}
