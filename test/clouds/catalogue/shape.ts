/** What a provider's public documentation says about one input. */
export interface PropertyShape {
  isRequired?: boolean;
  /** A change makes another resource. */
  isReplacing?: boolean;
  /** The cloud chooses a value where the program gives none: no difference then. */
  isComputed?: boolean;
  /** Order means nothing. */
  isSet?: boolean;
  default?: unknown;
  /** Nested objects: one, or a list of them. */
  of?: Record<string, PropertyShape>;
  /** Type whose id this is. */
  refersTo?: string;
  /** Removed from the cloud's API: a value is refused with these words. */
  refusal?: string;
}

export interface ResourceShape {
  inputs: Record<string, PropertyShape>;
  /** Set by the cloud alone. */
  outputs: string[];
  /** Input that the provider fills with `<logical name>-<random>` where the program gives none. */
  nameKey?: string;
  labelsKey?: "labels" | "tags";
  /** Types that must not refer to it any more when it is deleted; all others are detached by the cloud. */
  heldBy?: string[];
}

/** `"required replaces computed set"` in any choice, or the long form; `> Type` names what an id refers to. */
export type PropertyText = string | PropertyShape;

export function readProperty(text: PropertyText): PropertyShape {
  if (typeof text !== "string") return text;
  const [flags = "", refersTo] = text.split(">").map((part) => part.trim());
  const words = flags.split(/\s+/).filter(Boolean);
  return {
    ...(words.includes("required") ? { isRequired: true } : {}),
    ...(words.includes("replaces") ? { isReplacing: true } : {}),
    ...(words.includes("computed") ? { isComputed: true } : {}),
    ...(words.includes("set") ? { isSet: true } : {}),
    ...(refersTo ? { refersTo } : {}),
  };
}

export const readProperties = (texts: Record<string, PropertyText>): Record<string, PropertyShape> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, readProperty(text)]));

export interface ResourceText extends Omit<ResourceShape, "inputs"> {
  inputs: Record<string, PropertyText>;
}

export function readCatalogue(texts: Record<string, ResourceText>): Record<string, ResourceShape> {
  return Object.fromEntries(
    Object.entries(texts).map(([type, text]) => [type, { ...text, inputs: readProperties(text.inputs) }]),
  );
}

/** A flag that is off unless the program says otherwise. */
export const off: PropertyShape = { default: false };
export const on: PropertyShape = { default: true };
