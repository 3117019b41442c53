import type { Input, Resource } from "@pulumi/pulumi";
import type { CloudLabels } from "./labels";

/** One record set of the front door's name. */
export interface DoorRecord {
  /** Name of the resource. */
  resource: string;
  domain: string;
  /** Whole name, in the domain or the domain itself. */
  name: string;
  type: "A" | "AAAA";
  addresses: Input<string>[];
  ttlSeconds: number;
  /** For providers whose records can carry them. */
  labels: CloudLabels;
}

/** Makes record sets at one provider of names. */
export type MakeDoorRecord = (record: DoorRecord) => Resource;

// As with hosts: a provider's SDK is loaded when a plan names it.
const makers: Record<"hetzner" | "aws", () => () => MakeDoorRecord> = {
  hetzner: () =>
    (require("./hetzner/doorRecord") as typeof import("./hetzner/doorRecord")).hetznerDoorRecords,
  aws: () => (require("./aws/doorRecord") as typeof import("./aws/doorRecord")).awsDoorRecords,
};

export const doorRecordsAt = (provider: "hetzner" | "aws"): MakeDoorRecord => makers[provider]()();
