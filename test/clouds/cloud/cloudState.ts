import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withFileLock } from "./fileLock";

export type Properties = Record<string, unknown>;
export type CloudName = "hcloud" | "aws" | "docker";

/** One thing that exists in a cloud, as the cloud sees it. */
export interface CloudRecord {
  type: string;
  id: string;
  props: Properties;
}

export interface CloudContent {
  nextNumber: number;
  records: CloudRecord[];
  /** Every call that changed something, in order: `create aws:ec2/vpc:Vpc vpc-0001`. */
  log: string[];
}

/** What exists in one stand-in cloud: a file, so that it outlives provider processes as a cloud does. */
export class CloudState {
  readonly file: string;

  constructor(
    readonly folder: string,
    readonly cloud: CloudName,
  ) {
    mkdirSync(folder, { recursive: true });
    this.file = join(folder, `${cloud}.json`);
  }

  read(): CloudContent {
    if (!existsSync(this.file)) return { nextNumber: 4_711_001, records: [], log: [] };
    return JSON.parse(readFileSync(this.file, "utf8")) as CloudContent;
  }

  /** Nothing is written where `work` throws. */
  change<T>(work: (content: CloudContent) => T): T {
    return withFileLock(this.file, () => {
      const content = this.read();
      const result = work(content);
      writeFileSync(`${this.file}.new`, JSON.stringify(content));
      renameSync(`${this.file}.new`, this.file);
      return result;
    });
  }
}

export const findRecord = (content: CloudContent, type: string, id: string): CloudRecord | undefined =>
  content.records.find((record) => record.type === type && record.id === id);

export const recordsOf = (content: CloudContent, type: string): CloudRecord[] =>
  content.records.filter((record) => record.type === type);
