import { type Connection, type HostSession, openSession } from "./hostSession";

interface Shared {
  session: Promise<HostSession>;
  users: number;
  closing?: NodeJS.Timeout;
}

// A refresh reads other hosts' resources between two of one host; no such pause is this long.
const keepMs = 2_000;

/**
 * For what `read` asks: reads of one host that overlap, or follow each other at once, use one connection, since
 * handshakes are most of a refresh.
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
  const key = [connection.host, connection.port, connection.hostKey, connection.keyFile].join(" ");
  const forget = (one: Shared) => {
    if (sessions[key] === one) delete sessions[key];
  };
  const open = (): Shared => {
    const opened: Shared = { session: openSession(connection, waitMs), users: 0 };
    opened.session.then(
      (session) => session.onEnd(() => forget(opened)),
      () => forget(opened),
    );
    return opened;
  };
  sessions[key] ??= open();
  const shared = sessions[key];
  shared.users += 1;
  clearTimeout(shared.closing);
  try {
    return await use(await shared.session);
  } finally {
    shared.users -= 1;
    if (shared.users === 0) shared.closing = setTimeout(close, keepMs).unref();
  }

  function close(): void {
    forget(shared);
    shared.session.then(
      (session) => session.close(),
      () => undefined,
    );
  }
}
