/** A resource as rules see it: plain data, without what is not known yet. */
export interface JudgedResource {
  type: string;
  name: string;
  stack: string;
  /** Known inputs, secrets among them. */
  props: Record<string, unknown>;
  /** Known inputs without those that are secrets. */
  plainProps: Record<string, unknown>;
  /** Inputs that are not known yet. */
  unknownKeys: string[];
  isProtected: boolean;
}

/** One thing that no resource may do. */
export interface Rule {
  name: string;
  description: string;
  /** One sentence per fault, with the path of the input. */
  findFaults(resource: JudgedResource): string[];
}
