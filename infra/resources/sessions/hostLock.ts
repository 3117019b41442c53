import { hostname, userInfo } from "node:os";
import { fault } from "../fault";
import type { HostSession } from "./hostSession";

const waitSeconds = 15;

/** Who changes the host, for the lock's message and the audit log. */
export const operatorName = (): string => `${userInfo().username}@${hostname()}`;

/**
 * Takes the host's lock for as long as the connection lives: the kernel frees it when the connection ends, so a
 * killed run leaves none behind.
 * @throws HOST_LOCKED
 */
export async function takeHostLock(session: HostSession, host: string): Promise<void> {
  const holder = JSON.stringify({ who: operatorName(), since: new Date().toISOString(), pid: process.pid });
  const quoted = holder.replaceAll("'", "");
  const answer = await session.hold(
    [
      "mkdir -p /srv/cordillera; cd /srv/cordillera; exec 9>>lock",
      `if flock -w ${waitSeconds} 9; then echo '${quoted}' >lock.info; echo held; cat >/dev/null`,
      'else echo "busy $(cat lock.info)"; fi',
    ].join("; "),
  );
  if (answer === "held") return;
  throw fault("HOST_LOCKED", `Another run is changing host "${host}".`, {
    details: [`holder: ${answer.slice("busy ".length)}`, `waited: ${waitSeconds} s`],
    fix: "Wait until it ends, or end it; the lock frees itself when its connection ends.",
  });
}
