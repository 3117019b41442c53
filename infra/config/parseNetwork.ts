import { chainIds } from "../vocab/chainIds";
import { DescriptionError } from "./errors";
import type { PlacedHost } from "./hostRules";
import { checkNetwork, type Neighbour, warnNetwork } from "./networkRules";
import { parsePrices } from "./parsePrices";
import { parseRelease } from "./parseRelease";
import { describeIssues, parseYaml, type SourceText } from "./parseYaml";
import type { Prices } from "./prices";
import type { Release } from "./release";
import { hostSchema, type NetworkDescription, networkSchema } from "./schema";

/** Everything a network is parsed from, as text. */
export interface StackSource {
  /** Name of the Pulumi stack. */
  stack: string;
  description: SourceText;
  /** Release files by name, all there are. */
  releases: Record<string, SourceText>;
  /** Other cloud networks of this project. */
  neighbours?: readonly Neighbour[];
  /** `stacks/prices.yaml`; a network of containers does without. */
  prices?: SourceText | undefined;
}

/** A description that keeps every rule, with its release. */
export interface Network extends Omit<NetworkDescription, "release" | "chainId"> {
  stack: string;
  chainId: number;
  release: Release;
  prices: Prices | undefined;
  warnings: string[];
}

/**
 * Reads a network description.
 * @throws DESCRIPTION_INVALID with all faults of the file
 */
export function parseNetwork(source: StackSource): Network {
  const { file } = source.description;
  const { value, faults } = parseYaml(source.description);
  if (faults.length > 0) throw new DescriptionError(file, faults);

  const result = networkSchema.safeParse(value);
  const shapeFaults = result.success ? [] : describeIssues(result.error.issues, value, networkSchema);
  const ruleFaults = checkNetwork(readWhatIsSound(value), {
    releases: Object.keys(source.releases).sort(),
    neighbours: source.neighbours ?? [],
  });
  if (!result.success || ruleFaults.length > 0)
    throw new DescriptionError(file, [...shapeFaults, ...ruleFaults]);

  const { release, chainId, ...keys } = result.data;
  return {
    ...keys,
    stack: source.stack,
    chainId: chainId ?? chainIds[keys.environment]!,
    release: parseRelease(source.releases[release]!, release),
    prices: source.prices && parsePrices(source.prices),
    warnings: warnNetwork(keys),
  };
}

// Rules across keys run on the sound part too, so that one pass shows every fault of a file.
function readWhatIsSound(value: unknown) {
  const file = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  const keys: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(networkSchema.shape)) {
    const result = schema.safeParse(file[key]);
    if (result.success && result.data !== undefined) keys[key] = result.data;
  }
  const entries: unknown[] = Array.isArray(file.hosts) ? file.hosts : [];
  const placed = entries.flatMap((entry, i): PlacedHost[] => {
    const result = hostSchema.safeParse(entry);
    return result.success ? [{ path: `hosts[${i}]`, host: result.data }] : [];
  });
  const given = new Set(Object.keys(file).filter((key) => file[key] !== undefined));
  return { given, keys: keys as Partial<NetworkDescription>, placed, hostCount: entries.length };
}
