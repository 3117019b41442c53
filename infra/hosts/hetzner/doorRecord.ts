import { ZoneRrset } from "@pulumi/hcloud";
import type { MakeDoorRecord } from "../doorRecords";

/** A record set of Hetzner DNS; the domain must be there already, it belongs to more than one network. */
export const hetznerDoorRecords =
  (): MakeDoorRecord =>
  ({ resource, domain, name, type, addresses, ttlSeconds, labels }) =>
    new ZoneRrset(resource, {
      zone: domain,
      // Hetzner wants the part before the domain, and `@` for the domain itself.
      name: name === domain ? "@" : name.slice(0, -domain.length - 1),
      type,
      ttl: ttlSeconds,
      labels,
      records: addresses.map((value) => ({ value })),
    });
