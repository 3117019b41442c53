import { z } from "zod";

const price = z.number("must be a number").min(0, "must be 0 or more");
const currency = z.string().regex(/^[A-Z]{3}$/, "must be a currency such as EUR");

const regionPrices = z.strictObject({
  regions: z.array(z.string()).min(1, "must name at least one region"),
  machines: z.record(z.string(), price),
  ipv4: price,
  volumeGbMonth: price,
});

export const pricesSchema = z.strictObject({
  date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "must be a day such as 2026-09-26"),
  currency,
  /** What one unit of `currency` is worth in others. */
  exchange: z.record(currency, price),
  providers: z.record(
    z.enum(["hetzner", "aws"]),
    z.strictObject({
      currency,
      /** What `machines` and `ipv4` are prices of. */
      per: z.enum(["hour", "month"]),
      traffic: z.string(),
      groups: z.array(regionPrices).min(1, "must hold at least one group"),
    }),
  ),
});

/** List prices of the providers, as `stacks/prices.yaml` has them. */
export type Prices = z.infer<typeof pricesSchema>;
