import { packProviders } from "./bundleProviders";
import type { ResourceKind } from "./dynamicResource";

// The program's bundle carries the texts (infra/bundle.js); a test or tool that imports the sources makes them.
declare const packedProviders: Record<string, string> | undefined;

let texts = typeof packedProviders === "undefined" ? undefined : packedProviders;

/** Packed source of a provider with everything it needs but npm packages: what state keeps and a provider process runs. */
export function providerText(kind: ResourceKind): string {
  texts ??= packProviders(__dirname);
  return texts[`${kind[0]!.toLowerCase()}${kind.slice(1)}Provider`]!;
}
