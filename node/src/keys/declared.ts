import { readFileSync } from "node:fs";
import { z } from "zod";
import { ConfigError } from "../config";
import { NodeError } from "../faults";

const declaredSchema = z.strictObject({
  consensusAddress: z.string().regex(/^[0-9A-F]{40}$/),
  evmAddress: z.string().regex(/^0x[0-9a-fA-F]{40}$/),
});

/** The addresses that the network knows this host by. */
export type DeclaredAddresses = z.infer<typeof declaredSchema>;

/** The node would speak with a voice that is not this host's. */
export class KeysNotDeclaredError extends NodeError<"KEYS_NOT_DECLARED"> {
  constructor(faults: string[]) {
    super("KEYS_NOT_DECLARED", "The keys of this host are not those the network knows it by.", {
      details: faults,
      fix: "Restore /srv/cordillera/keys of this host from its own backup. Never run another host's keys: two hosts with one key sign twice.",
    });
  }
}

/** @throws CONFIG */
export function readDeclared(path: string): DeclaredAddresses {
  let raw: unknown;
  try {
    raw = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new ConfigError(path, [`cannot be read as JSON: ${(cause as Error).message}`]);
  }
  const parsed = declaredSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join(".") || "(root)"}: ${issue.message}`);
  throw new ConfigError(path, faults);
}

/** What is held against what is declared; only what is given is compared. */
export function checkDeclared(declared: DeclaredAddresses, held: Partial<DeclaredAddresses>): string[] {
  const names = ["consensusAddress", "evmAddress"] as const;
  return names.flatMap((name) => {
    const found = held[name];
    if (found === undefined || found.toLowerCase() === declared[name].toLowerCase()) return [];
    return [`${name}: must be ${declared[name]} (got ${found || "none"})`];
  });
}

/** @throws KEYS_NOT_DECLARED */
export function assertDeclared(declared: DeclaredAddresses, held: Partial<DeclaredAddresses>): void {
  const faults = checkDeclared(declared, held);
  if (faults.length > 0) throw new KeysNotDeclaredError(faults);
}
