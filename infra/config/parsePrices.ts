import { DescriptionError } from "./errors";
import type { Fault } from "./fault";
import { describeIssues, parseYaml, type SourceText } from "./parseYaml";
import { type Prices, pricesSchema } from "./prices";

/**
 * Reads a price file.
 * @throws DESCRIPTION_INVALID with all faults of the file
 */
export function parsePrices(source: SourceText): Prices {
  const { value, faults } = parseYaml(source);
  if (faults.length > 0) throw new DescriptionError(source.file, faults);
  const result = pricesSchema.safeParse(value);
  if (!result.success)
    throw new DescriptionError(source.file, describeIssues(result.error.issues, value, pricesSchema));
  const unknown = checkCurrencies(result.data);
  if (unknown.length > 0) throw new DescriptionError(source.file, unknown);
  return result.data;
}

/** What a currency is worth in another one of the file; undefined where the file does not say. */
export function convert(
  prices: Pick<Prices, "currency" | "exchange">,
  amount: number,
  { from, to }: { from: string; to: string },
): number | undefined {
  const rate = (currency: string) => (currency === prices.currency ? 1 : prices.exchange[currency]);
  const [fromRate, toRate] = [rate(from), rate(to)];
  return fromRate === undefined || toRate === undefined ? undefined : (amount / fromRate) * toRate;
}

function checkCurrencies(prices: Prices): Fault[] {
  const known = [prices.currency, ...Object.keys(prices.exchange)];
  return Object.entries(prices.providers)
    .filter(([, { currency }]) => !known.includes(currency))
    .map(([name, { currency }]) => ({
      path: `providers.${name}.currency`,
      rule: "has no rate under exchange",
      got: currency,
      known,
    }));
}
