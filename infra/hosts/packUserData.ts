import { gzipSync } from "node:zlib";
import { DeployError } from "../vocab/errors";
import type { Provider } from "../vocab/words";

/** What the first boot of a host does is more than its provider takes. */
export class UserDataTooLongError extends DeployError<"USER_DATA_SIZE"> {
  constructor(at: { host: string; provider: Provider; bytes: number; limitBytes: number }) {
    super("USER_DATA_SIZE", `The user data of host "${at.host}" is longer than its provider takes.`, {
      details: [`bytes: ${at.bytes}`, `limit of ${at.provider}: ${at.limitBytes}`],
      fix: "Shorten access.sshFrom: the firewall's ranges are the part that grows.",
    });
  }
}

/** What a provider takes of one machine's user data, in bytes. */
const limits: Partial<Record<Provider, number>> = { aws: 16 * 1024, hetzner: 32 * 1024 };

/**
 * User data as a provider's API takes it: gzip in base64 for AWS (`userDataBase64`), text for Hetzner.
 * @throws USER_DATA_SIZE
 */
export function packUserData(text: string, at: { host: string; provider: Provider }): string {
  const packed = at.provider === "aws" ? gzipSync(text, { level: 9 }) : Buffer.from(text);
  const limitBytes = limits[at.provider] ?? Number.POSITIVE_INFINITY;
  if (packed.length > limitBytes) throw new UserDataTooLongError({ ...at, bytes: packed.length, limitBytes });
  return packed.toString(at.provider === "aws" ? "base64" : "utf8");
}
