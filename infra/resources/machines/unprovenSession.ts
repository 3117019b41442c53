import { type Connection, connectOnce, type HostSession, sessionOver } from "../sessions/hostSession";

/**
 * A session to whoever answers, with the host key it showed. Nothing may be sent that is not for everybody, and nothing
 * it says is true until it is checked: it serves to fetch a signature.
 */
export async function openUnproven(
  at: Omit<Connection, "hostKey">,
  waitMs: number,
): Promise<{ session: HostSession; offered: string }> {
  let offered = "";
  const client = await connectOnce(at, waitMs, (key) => {
    offered = key;
    return true;
  });
  return { session: sessionOver(client), offered };
}
