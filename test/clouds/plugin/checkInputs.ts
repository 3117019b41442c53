import { randomBytes } from "node:crypto";
import type { PropertyShape, ResourceShape } from "../catalogue/shape";
import type { Properties } from "../cloud/cloudState";
import { asList, isUnknown } from "./values";

export interface CheckFailure {
  property: string;
  reason: string;
}

export interface Checked {
  inputs: Properties;
  failures: CheckFailure[];
}

export interface Subject {
  type: string;
  name: string;
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Inputs as the provider accepts them, named where the program gave no name, and everything wrong with them. */
export function checkInputs(
  shape: ResourceShape,
  subject: Subject,
  olds: Properties,
  news: Properties,
): Checked {
  const failures: CheckFailure[] = [];
  const refuse = (path: string, problem: string) =>
    failures.push({
      property: path,
      reason: `${subject.type} resource '${subject.name}' has a problem: ${problem}. Examine values at '${subject.name}.${path}'.`,
    });
  const walk = (shapes: Record<string, PropertyShape>, values: Properties, prefix: string): void => {
    for (const [key, value] of Object.entries(values)) {
      const path = prefix + key;
      const property = shapes[key];
      if (key === "__defaults" || value === undefined || value === null) continue;
      if (!property) refuse(path, "Invalid or unknown key");
      else if (property.refusal) refuse(path, property.refusal);
      else if (property.of && value !== null && !isUnknown(value)) {
        asList(value).forEach((inner, index) => {
          const at = Array.isArray(value) ? `${path}[${index}].` : `${path}.`;
          walk(property.of!, inner as Properties, at);
        });
      }
    }
    for (const [key, property] of Object.entries(shapes)) {
      if (!property.isRequired || (values[key] !== undefined && values[key] !== null)) continue;
      refuse(
        prefix + key,
        `Missing required argument. The argument "${snake(key)}" is required, but no definition was found.`,
      );
    }
  };
  walk(shape.inputs, news, "");
  const given = Object.fromEntries(
    Object.entries(news).filter(([, value]) => value !== undefined && value !== null),
  );
  return { inputs: { ...given, ...nameOf(shape, subject, olds, given) }, failures };
}

// `__defaults` is where providers note which inputs they filled in: it decides whether a replacement deletes first.
function nameOf(shape: ResourceShape, { name }: Subject, olds: Properties, news: Properties): Properties {
  const { nameKey } = shape;
  if (!nameKey || news[nameKey] !== undefined) return { __defaults: [] };
  const wasGenerated = asList(olds.__defaults).includes(nameKey);
  const generated = wasGenerated ? olds[nameKey] : `${name}-${randomBytes(4).toString("hex").slice(0, 7)}`;
  return { [nameKey]: generated, __defaults: [nameKey] };
}
