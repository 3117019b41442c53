import { DeployError } from "../vocab/errors";
import type { Provider } from "../vocab/words";

/** What this machine holds of each provider's credentials; never a secret beyond the shape of it. */
export interface CredentialFacts {
  /** Characters of the Hetzner token; undefined where there is none. */
  hetznerTokenLength: number | undefined;
  /** Where AWS credentials come from; undefined where there are none. */
  awsSource: string | undefined;
}

const hetznerTokenLength = 64;

/** What is missing for these providers: one line each, with the way out. */
export function findMissingCredentials(
  providers: readonly Provider[],
  facts: CredentialFacts,
  stack: string,
): string[] {
  const missing: string[] = [];
  if (providers.includes("hetzner")) {
    const { hetznerTokenLength: length } = facts;
    const ways = `export HCLOUD_TOKEN=…, or pulumi config set --secret hcloud:token --stack ${stack}`;
    if (length === undefined) missing.push(`hetzner: no API token (${ways})`);
    else if (length !== hetznerTokenLength)
      missing.push(
        `hetzner: the API token has ${length} characters where all have ${hetznerTokenLength} (${ways})`,
      );
  }
  if (providers.includes("aws") && facts.awsSource === undefined) {
    const ways = `export AWS_PROFILE=… or AWS_ACCESS_KEY_ID=… and AWS_SECRET_ACCESS_KEY=…, or pulumi config set aws:profile … --stack ${stack}`;
    missing.push(`aws: no credentials (${ways})`);
  }
  return missing;
}

/** Providers of the plan cannot be called at all. */
export class CredentialsMissingError extends DeployError<"CREDENTIALS_MISSING"> {
  constructor(at: { stack: string; missing: string[] }) {
    super(
      "CREDENTIALS_MISSING",
      `Stack "${at.stack}" needs credentials that are not here; nothing was called.`,
      {
        details: at.missing,
        fix: `Give them as said, then see make doctor STACK=${at.stack}.`,
      },
    );
  }
}
