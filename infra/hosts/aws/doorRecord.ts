import { Provider, route53 } from "@pulumi/aws";
import type { MakeDoorRecord } from "../doorRecords";
import { readAwsCredentials } from "./region";

/** A record set of Route 53; the domain must be there already, it belongs to more than one network. */
export function awsDoorRecords(): MakeDoorRecord {
  // Route 53 has no regions, the provider wants one all the same.
  const provider = new Provider("dns-aws", { region: "us-east-1", ...readAwsCredentials() });
  return ({ resource, domain, name, type, addresses, ttlSeconds }) =>
    new route53.Record(
      resource,
      {
        zoneId: route53.getZoneOutput({ name: domain }, { provider }).zoneId,
        name,
        type,
        ttl: ttlSeconds,
        records: addresses,
      },
      { provider },
    );
}
