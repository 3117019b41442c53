import type { CloudContent, CloudRecord, Properties } from "./cloudState";
import type { FaultKind } from "./faults";

/** What a cloud answers instead of doing it: its own code and words. */
export class CloudRefusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export interface ProviderSettings {
  /** Provider arguments, strings as the engine hands them over. */
  args: Record<string, unknown>;
  environment: NodeJS.ProcessEnv;
}

export interface Making {
  type: string;
  /** Logical name in the program. */
  name: string;
  inputs: Properties;
  content: CloudContent;
  settings: ProviderSettings;
}

/** What one cloud does beyond what its catalogue says. */
export interface Behaviour {
  /** @throws CloudRefusal where settings or credentials are missing */
  configure(settings: ProviderSettings): void;
  /** Id and everything that the cloud sets by itself. @throws CloudRefusal */
  make(making: Making): { id: string; outputs: Properties };
  /** Properties after an update in place. @throws CloudRefusal */
  alter(record: CloudRecord, inputs: Properties, content: CloudContent): Properties;
  /** What follows from other resources: who holds it, which address it has. */
  derive(record: CloudRecord, content: CloudContent): Properties;
  /** Takes along what goes with it. @throws CloudRefusal */
  beforeDelete(record: CloudRecord, content: CloudContent): void;
  /** Slow work outside the lock, such as a build; its outputs are added. @throws CloudRefusal */
  prepare?(type: string, inputs: Properties): Promise<Properties>;
  /** An input as the cloud keeps it, such as a hash. */
  keep(type: string, property: string, value: unknown): unknown;
  invoke(token: string, args: Properties, settings: ProviderSettings): Properties;
  inUse(what: string): CloudRefusal;
  faultOf(kind: FaultKind, type: string): CloudRefusal;
  /** The provider's way of telling a refusal. */
  tell(refusal: CloudRefusal, call: string): string;
}
