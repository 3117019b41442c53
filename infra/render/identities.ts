import type { HostIdentityFacts } from "../plan/plan";
import { DeployError } from "../vocab/errors";

/** A file needs the public keys of a host that has not told them. */
export class IdentityMissingError extends DeployError<"IDENTITY_MISSING"> {
  constructor(at: { host: string; known: string[] }) {
    super("IDENTITY_MISSING", `Host "${at.host}" has no identity yet.`, {
      details: [`known: ${at.known.length > 0 ? at.known.join(", ") : "none"}`],
      fix: "Make the keys of every host before files that name them are rendered.",
    });
  }
}

/**
 * The public keys of a host.
 * @throws IDENTITY_MISSING
 */
export function identityOf(
  identities: Readonly<Record<string, HostIdentityFacts>>,
  host: string,
): HostIdentityFacts {
  const identity = identities[host];
  if (!identity) throw new IdentityMissingError({ host, known: Object.keys(identities).sort() });
  return identity;
}
