import { type Connection, type HostSession, openSession } from "./hostSession";

interface Shared {
  session: Promise<HostSession>;
  users: number;
}

/**
 * For what `read` asks: reads of one host that overlap use one connection, since handshakes are most of a refresh.
 * @throws HOST_UNREACHABLE, HOST_KEY_CHANGED
 */
export async function withSharedSession<T>(
  connection: Connection,
  waitMs: number,
  use: (session: HostSession) => Promise<T>,
): Promise<T> {
  const process = globalThis as { cordilleraSessions?: Record<string, Shared> };
  process.cordilleraSessions ??= {};
  const sessions = process.cordilleraSessions;
  const { user = "", host, port, hostKey, keyFile } = connection;
  const key = [user, host, port, hostKey, keyFile].join(" ");
  sessions[key] ??= { session: openSession(connection, waitMs), users: 0 };
  const shared = sessions[key];
  shared.users += 1;
  try {
    return await use(await shared.session);
  } finally {
    shared.users -= 1;
    if (shared.users === 0) {
      delete sessions[key];
      shared.session.then(
        (session) => session.close(),
        () => undefined,
      );
    }
  }
}
