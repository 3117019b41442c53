import type { PropertyShape, ResourceShape } from "../catalogue/shape";
import { type Behaviour, CloudRefusal, type ProviderSettings } from "../cloud/behaviour";
import {
  type CloudContent,
  type CloudRecord,
  type CloudState,
  findRecord,
  type Properties,
} from "../cloud/cloudState";
import { takeFault, type Verb } from "../cloud/faults";
import type { Machines } from "../machines/machines";
import { type Checked, checkInputs, type Subject } from "./checkInputs";
import { type Difference, findDifference } from "./difference";
import { asList, isEqualId, isUnknown, unknownValue } from "./values";

/** A resource that exists although the call failed: the engine keeps it and updates it next time. */
export class UnfinishedError extends Error {
  constructor(
    readonly id: string,
    readonly properties: Properties,
    message: string,
  ) {
    super(message);
  }
}

export interface ResourceProviderArgs {
  catalogue: Record<string, ResourceShape>;
  behaviour: Behaviour;
  state: CloudState;
  /** Absent in paper mode: nothing but the state file changes then. */
  machines?: Machines | undefined;
}

/** One provider over one stand-in cloud, in the terms of the engine's protocol. */
export class ResourceProvider {
  private settings: ProviderSettings = { args: {}, environment: process.env };

  constructor(private readonly at: ResourceProviderArgs) {}

  configure(args: Properties): void {
    this.settings = { args, environment: process.env };
    this.telling("configure", () => this.at.behaviour.configure(this.settings));
  }

  check(subject: Subject, olds: Properties, news: Properties): Checked {
    return checkInputs(this.shapeOf(subject.type), subject, olds, news);
  }

  diff({ type }: Subject, state: Properties, wanted: Properties): Difference {
    return findDifference(this.shapeOf(type), state, wanted, (property, value) =>
      this.at.behaviour.keep(type, property, value),
    );
  }

  /** What a preview can know of a resource that is not there yet. */
  previewCreate({ type }: Subject, inputs: Properties): Properties {
    const shape = this.shapeOf(type);
    const shown: Properties = {};
    for (const name of shape.outputs) shown[name] = unknownValue;
    for (const [name, { isComputed, default: byDefault }] of Object.entries(shape.inputs)) {
      if (isComputed) shown[name] = unknownValue;
      else if (byDefault !== undefined) shown[name] = byDefault;
    }
    return { ...shown, ...withoutDefaults(inputs) };
  }

  previewUpdate({ type }: Subject, state: Properties, inputs: Properties): Properties {
    const shape = this.shapeOf(type);
    const kept = Object.fromEntries(
      Object.entries(state).filter(([name]) => {
        const property = shape.inputs[name];
        return !property || property.isComputed || property.default !== undefined;
      }),
    );
    return { ...kept, ...withoutDefaults(inputs) };
  }

  async create(subject: Subject, inputs: Properties): Promise<{ id: string; properties: Properties }> {
    const { type, name } = subject;
    const { behaviour, state } = this.at;
    const shape = this.shapeOf(type);
    const fault = takeFault(state.folder, { verb: "create", ...subject });
    return this.telling(`create ${type}`, async () => {
      const isMade = fault === undefined || fault === "lost" || fault === "unfinished";
      if (!isMade) throw behaviour.faultOf(fault, type);
      const prepared = (await behaviour.prepare?.(type, inputs)) ?? {};
      const record = state.change((content) => {
        this.refuseDangling(shape, inputs, content);
        const made = behaviour.make({ type, name, inputs, content, settings: this.settings });
        const found: CloudRecord = {
          type,
          id: made.id,
          props: this.propsOf(type, inputs, { ...made.outputs, ...prepared }),
        };
        content.records.push(found);
        content.log.push(`create ${type} ${made.id}`);
        return found;
      });
      this.at.machines?.takeUserData(record.id, inputs);
      if (fault === "lost") throw behaviour.faultOf(fault, type);
      await this.at.machines?.converge();
      const properties = this.describe(record);
      if (fault === "unfinished") {
        const told = behaviour.tell(behaviour.faultOf(fault, type), `create ${type}`);
        throw new UnfinishedError(record.id, properties, told);
      }
      return { id: record.id, properties };
    });
  }

  /** Undefined where the cloud has it no more. */
  read(
    { type, name }: Subject,
    id: string,
    oldInputs: Properties,
  ): { properties: Properties; inputs: Properties } | undefined {
    this.refuseByFault("read", { type, name });
    const record = findRecord(this.at.state.read(), type, id);
    if (!record) return undefined;
    const properties = this.describe(record);
    const inputs: Properties = {};
    for (const [key, value] of Object.entries(oldInputs)) {
      const now = properties[key];
      const isKept = key === "__defaults" || !(key in this.shapeOf(type).inputs);
      const isHashed = this.at.behaviour.keep(type, key, value) !== value;
      inputs[key] = isKept || isHashed || now === undefined ? value : now;
    }
    return { properties, inputs };
  }

  async update(subject: Subject, id: string, inputs: Properties): Promise<Properties> {
    const { type } = subject;
    this.refuseByFault("update", subject);
    return this.telling(`update ${type} ${id}`, async () => {
      const prepared = (await this.at.behaviour.prepare?.(type, inputs)) ?? {};
      const record = this.at.state.change((content) => {
        const found = findRecord(content, type, id);
        if (!found) throw new CloudRefusal("not_found", `${type} ${id} not found`);
        this.refuseDangling(this.shapeOf(type), inputs, content);
        const outputs = { ...this.at.behaviour.alter(found, inputs, content), ...prepared };
        const computed = Object.fromEntries(
          Object.entries(found.props).filter(([name]) => {
            const property = this.shapeOf(type).inputs[name];
            return !property || property.isComputed;
          }),
        );
        found.props = { ...computed, ...this.propsOf(type, inputs, outputs) };
        content.log.push(`update ${type} ${id}`);
        return found;
      });
      await this.at.machines?.converge();
      return this.describe(record);
    });
  }

  async delete(subject: Subject, id: string): Promise<void> {
    const { type } = subject;
    this.refuseByFault("delete", subject);
    await this.telling(`delete ${type} ${id}`, async () => {
      this.at.state.change((content) => {
        const record = findRecord(content, type, id);
        if (!record) return;
        this.at.behaviour.beforeDelete(record, content);
        this.refuseHeld(record, content);
        content.records = content.records.filter((other) => other !== record);
        content.log.push(`delete ${type} ${id}`);
      });
      await this.at.machines?.converge();
    });
  }

  invoke(token: string, args: Properties): Properties {
    this.refuseByFault("invoke", { type: token, name: "" });
    return this.telling(`invoke ${token}`, () => this.at.behaviour.invoke(token, args, this.settings));
  }

  private shapeOf(type: string): ResourceShape {
    const shape = this.at.catalogue[type];
    if (!shape) throw new Error(`unrecognized resource type (Check): ${type}`);
    return shape;
  }

  private describe(record: CloudRecord): Properties {
    return { ...record.props, ...this.at.behaviour.derive(record, this.at.state.read()) };
  }

  private propsOf(type: string, inputs: Properties, outputs: Properties): Properties {
    const props: Properties = {};
    for (const [name, property] of Object.entries(this.shapeOf(type).inputs)) {
      const value = inputs[name] === undefined ? property.default : withInnerDefaults(property, inputs[name]);
      if (value !== undefined) props[name] = this.at.behaviour.keep(type, name, value);
    }
    return { ...outputs, ...props };
  }

  private refuseByFault(verb: Verb, subject: Subject): void {
    const fault = takeFault(this.at.state.folder, { verb, ...subject });
    if (!fault) return;
    const refusal = this.at.behaviour.faultOf(fault, subject.type);
    throw new Error(this.at.behaviour.tell(refusal, `${verb} ${subject.type}`));
  }

  private refuseDangling(shape: ResourceShape, inputs: Properties, content: CloudContent): void {
    for (const [type, id] of references(shape.inputs, inputs)) {
      if (isUnknown(id) || content.records.some((record) => record.type === type && isEqualId(record.id, id)))
        continue;
      throw new CloudRefusal("not_found", `${type.split(":").at(-1)} with ID '${id}' not found`);
    }
  }

  private refuseHeld(record: CloudRecord, content: CloudContent): void {
    for (const type of this.shapeOf(record.type).heldBy ?? []) {
      for (const holder of content.records.filter((other) => other.type === type)) {
        const holds = references(this.shapeOf(type).inputs, holder.props).some(
          ([to, id]) => to === record.type && isEqualId(id, record.id),
        );
        if (!holds) continue;
        const what = `${record.type.split(":").at(-1)} '${record.id}' is still used by ${type.split(":").at(-1)} '${holder.id}'`;
        throw this.at.behaviour.inUse(what);
      }
    }
  }

  private telling<T>(call: string, work: () => T): T {
    const retell = (error: unknown): never => {
      throw error instanceof CloudRefusal ? new Error(this.at.behaviour.tell(error, call)) : error;
    };
    try {
      const result = work();
      return result instanceof Promise ? (result.catch(retell) as T) : result;
    } catch (error) {
      return retell(error);
    }
  }
}

const withoutDefaults = ({ __defaults, ...inputs }: Properties): Properties => inputs;

function withInnerDefaults({ of }: PropertyShape, value: unknown): unknown {
  if (!of) return value;
  const defaults = Object.fromEntries(
    Object.entries(of).flatMap(([key, inner]) => (inner.default === undefined ? [] : [[key, inner.default]])),
  );
  const fill = (inner: unknown) => ({ ...defaults, ...(inner as Properties) });
  return Array.isArray(value) ? value.map(fill) : fill(value);
}

/** Every id among the properties, with the type that it belongs to. */
function references(shapes: Record<string, PropertyShape>, values: Properties): [string, unknown][] {
  return Object.entries(shapes).flatMap(([name, { refersTo, of }]): [string, unknown][] => {
    const value = values[name];
    if (value === undefined || value === null) return [];
    if (of) return asList(value).flatMap((inner) => references(of, inner as Properties));
    return refersTo ? asList(value).map((id) => [refersTo, id]) : [];
  });
}
