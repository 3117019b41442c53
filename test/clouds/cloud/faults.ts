import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withFileLock } from "./fileLock";

/** `lost`: made, but the answer never came. `unfinished`: made and known, but it did not become ready in time. */
export const faultKinds = ["quota", "conflict", "rateLimit", "locked", "lost", "unfinished"] as const;
export type FaultKind = (typeof faultKinds)[number];
export type Verb = "create" | "read" | "update" | "delete" | "invoke";

export interface OrderedFault {
  kind: FaultKind;
  verb: Verb;
  /** Last part of the type, such as `Server`; any type when absent. */
  type?: string;
  /** Logical name of the resource; any when absent. */
  name?: string;
  /** How many calls meet it. */
  times: number;
}

const fileOf = (folder: string) => join(folder, "faults.json");

export function readFaults(folder: string): OrderedFault[] {
  const file = fileOf(folder);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as OrderedFault[]) : [];
}

export function writeFaults(folder: string, faults: OrderedFault[]): void {
  writeFileSync(fileOf(folder), JSON.stringify(faults, null, 2));
}

/** The fault that this call is to meet; it counts as met. */
export function takeFault(
  folder: string,
  call: { verb: Verb; type: string; name: string },
): FaultKind | undefined {
  if (!existsSync(fileOf(folder))) return undefined;
  return withFileLock(fileOf(folder), () => {
    const faults = readFaults(folder);
    const found = faults.find(
      ({ verb, type, name, times }) =>
        times > 0 &&
        verb === call.verb &&
        (type === undefined || call.type.endsWith(`:${type}`)) &&
        (name === undefined || name === call.name),
    );
    if (!found) return undefined;
    found.times -= 1;
    writeFaults(folder, faults);
    return found.kind;
  });
}
