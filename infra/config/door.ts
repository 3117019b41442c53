import { z } from "zod";
import type { Fault } from "./fault";
import type { PlacedHost } from "./hostRules";
import type { NetworkDescription } from "./schema";

const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
const dnsName = z
  .string()
  .max(253, "must be at most 253 characters")
  .regex(new RegExp(`^(${label}\\.)+${label}$`), "must be a DNS name such as rpc.example.org");

export const letsEncrypt = "https://acme-v02.api.letsencrypt.org/directory";

export const tlsSchema = z.strictObject({
  names: z
    .array(dnsName)
    .min(1, "must name at least one")
    .max(50, "must be at most 50")
    .describe("DNS names under which clients reach the front door; every edge answers for all of them."),
  acme: z
    .strictObject({
      email: z.email("must be an address such as ops@example.org").describe("Where the authority writes to."),
      directoryUrl: z
        .string()
        // It becomes part of a script.
        .regex(/^https:\/\/[A-Za-z0-9.:/_~-]+$/, "must be an https URL")
        .default(letsEncrypt)
        .describe("ACME directory of the certificate authority."),
    })
    .optional()
    .describe(
      "Certificates of a public authority, fetched and renewed by every edge (HTTP-01). Without it the network's own authority signs.",
    ),
});

export const dnsProviders = ["hetzner", "aws"] as const;

export const dnsSchema = z.strictObject({
  provider: z.enum(dnsProviders).describe("Who serves the domain: Hetzner DNS or Route 53."),
  domain: dnsName.describe("The domain as it stands at that provider."),
  name: dnsName.describe("Name of the front door: the domain itself or a name in it."),
  ttlSeconds: z
    .int("must be a whole number")
    .min(60, "must be 60 or more")
    .max(86_400, "must be at most 86400")
    .default(300)
    .describe("How long resolvers keep an address: also how long an edge that is gone is still asked."),
});

/** Names and certificates belong to a front door, and a record to a domain. */
export function checkDoor(
  { tls, dns }: Partial<NetworkDescription>,
  given: ReadonlySet<string>,
  placed: readonly PlacedHost[],
): Fault[] {
  const faults: Fault[] = [];
  const hasEdge = placed.some(({ host }) => host.roles.includes("edge"));
  if (placed.length > 0 && !hasEdge) {
    for (const path of ["tls", "dns"])
      if (given.has(path)) faults.push({ path, rule: "needs an edge in the network" });
  }
  for (const [i, name] of (tls?.names ?? []).entries()) {
    if (tls!.names.indexOf(name) !== i)
      faults.push({ path: `tls.names[${i}]`, rule: "is named twice", got: name });
  }
  if (dns && dns.name !== dns.domain && !dns.name.endsWith(`.${dns.domain}`)) {
    faults.push({
      path: "dns.name",
      rule: `must be ${dns.domain} or end with .${dns.domain}`,
      got: dns.name,
    });
  }
  if (given.has("dns") && placed.some(({ host }) => host.provider === "docker")) {
    faults.push({ path: "dns", rule: "is for cloud hosts only" });
  }
  return faults;
}
