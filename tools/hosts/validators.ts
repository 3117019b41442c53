import { type HostSession, openSession } from "../../infra/resources/sessions/hostSession";
import { validates } from "../../infra/vocab/words";
import type { StackOutputs } from "../pulumi/stackOutputs";
import { connectionOf } from "./connection";

/** Names of the hosts that take part in consensus. */
export function validatorNames(outputs: StackOutputs): string[] {
  return Object.entries(outputs.hosts)
    .flatMap(([name, { roles }]) => (validates(roles) ? [name] : []))
    .sort();
}

/** Opens one connection to each named host for as long as `use` runs. */
export async function withSessions<T>(
  stack: string,
  outputs: StackOutputs,
  names: readonly string[],
  use: (sessions: ReadonlyMap<string, HostSession>) => Promise<T>,
): Promise<T> {
  const opening = names.map((name) => openSession(connectionOf(stack, outputs.hosts[name]!), 15_000));
  const opened = await Promise.allSettled(opening);
  const sessions = new Map<string, HostSession>();
  try {
    for (const [index, result] of opened.entries()) {
      if (result.status === "rejected") throw result.reason;
      sessions.set(names[index]!, result.value);
    }
    return await use(sessions);
  } finally {
    for (const result of opened) if (result.status === "fulfilled") result.value.close();
  }
}
