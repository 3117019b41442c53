import { ConfirmationMissingError, NameMissingError, RemovalForbiddenError } from "./errors";

/** What of a stack decides how much must be said before it is destroyed. */
export interface DownFacts {
  stack: string;
  /** All hosts are containers of this machine. */
  isOnThisMachine: boolean;
  /** As the description has them; undefined where it cannot be read. */
  environment: string | undefined;
  network: string | undefined;
  /** The description takes mainnet's protection off its hosts. */
  allowsRemoval: boolean;
}

export interface Consent {
  env: NodeJS.ProcessEnv;
  /** Asks on the terminal; undefined where there is none. */
  ask: ((question: string) => Promise<string>) | undefined;
}

/**
 * A stack on this machine goes without a word, a cloud stack with CONFIRM=<stack>, a mainnet only when the network's
 * name is typed: that is what a habit does not do by itself.
 * @throws CONFIRMATION_MISSING, NAME_MISSING, REMOVAL_FORBIDDEN
 */
export async function assertConsent(facts: DownFacts, { env, ask }: Consent): Promise<void> {
  const { stack, network } = facts;
  if (facts.isOnThisMachine) return;
  if (facts.environment !== "mainnet") {
    if (env.CONFIRM !== stack) throw new ConfirmationMissingError({ stack });
    return;
  }
  if (!facts.allowsRemoval) throw new RemovalForbiddenError({ stack });
  // A mainnet without a readable name is called what its stack is called.
  const name = network ?? stack;
  const typed =
    env.NAME ?? (await ask?.(`This destroys ${name}, its hosts and their disks. Type its name: `));
  if (typed?.trim() !== name) throw new NameMissingError({ stack, name, typed: typed?.trim() });
}
