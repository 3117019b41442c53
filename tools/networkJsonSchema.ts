import { z } from "zod";
import { networkSchema } from "../infra/config/schema";

export interface JsonSchema {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
}

/** JSON Schema of a network description, for editors; rules between keys are only in the parser. */
export function makeNetworkJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(networkSchema, { io: "input", target: "draft-7" });
  return { ...(schema as JsonSchema), ...{ title: "Network description" } };
}
