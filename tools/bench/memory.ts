import type { HostSession } from "../../infra/resources/sessions/hostSession";
import { DeployError } from "../../infra/vocab/errors";

export class MemoryUnreadableError extends DeployError<"MEMORY_UNREADABLE"> {
  constructor(at: { answer: string }) {
    super("MEMORY_UNREADABLE", "The host's kernel does not tell the memory of its processes.", {
      details: at.answer.trim().split("\n").slice(0, 3),
    });
  }
}

// docker stats of a host container would leave out the containers inside it, whose cgroups lie beside its own. The
// processes of both are in the host's process list, and Pss counts a page that several share only once.
const sumPss = "cat /proc/[0-9]*/smaps_rollup 2>/dev/null | awk '/^Pss:/ { kb += $2 } END { print kb }'";

/**
 * Megabytes that all processes of a host hold.
 * @throws MEMORY_UNREADABLE
 */
export async function measureMemoryMb(session: HostSession): Promise<number> {
  const { stdout, stderr } = await session.run(sumPss, { timeoutMs: 20_000 });
  const kb = Number(stdout.trim());
  if (!(kb > 0)) throw new MemoryUnreadableError({ answer: `${stdout}${stderr}` });
  return Math.round(kb / 1024);
}
