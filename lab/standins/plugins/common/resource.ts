import type { Shape } from "./shape";
import type { Properties, Value } from "./values";

/** One input of a resource type, as the published schema has it. */
export interface Property {
  readonly shape: Shape;
  readonly required?: boolean;
  /** A changed value replaces the resource; without it, it is updated in place. */
  readonly replaces?: boolean;
  readonly default?: Value;
  /** The resource fills it in where it is not given, so that its absence is no difference. */
  readonly computed?: boolean;
  /** `<logical name>-<7 hex digits>` where it is not given. */
  readonly autoname?: boolean;
}

export interface Created {
  readonly id: string;
  readonly state: Properties;
}

/** What `read` found: the state and, with every input that it found otherwise, the inputs. */
export interface Found extends Created {
  readonly inputs: Properties;
}

/** One resource type. State holds the inputs, spelled as they were given, and the outputs beside them. */
export interface Resource {
  readonly properties: Readonly<Record<string, Property>>;
  /** Outputs that only a deployment knows: unknown in the preview of a create. */
  readonly outputs: readonly string[];
  /** Of those, the ones that an update may change: unknown in the preview of an update. */
  readonly volatile?: readonly string[];
  /** Properties of the state that are secret whatever their inputs were. */
  readonly secret?: readonly string[];
  /** Outputs that are secret as soon as one of the named inputs is. */
  readonly derived?: Readonly<Record<string, readonly string[]>>;
  /** Problems that no single property shows; path and reason each. */
  readonly verify?: (inputs: Properties) => { readonly path: string; readonly reason: string }[];
  create(name: string, inputs: Properties, urn: string): Promise<Created>;
  /** The resource as it is, or undefined where it is gone. */
  read(id: string, state: Properties, inputs: Properties): Promise<Found | undefined>;
  update(id: string, olds: Properties, news: Properties, urn: string): Promise<Properties>;
  delete(id: string, state: Properties, urn: string): Promise<void>;
}

/** The resource exists under `id`, but did not get ready: the engine keeps it and tries again with an update. */
export class NotReadyError extends Error {
  constructor(
    message: string,
    readonly id: string,
    readonly state: Properties,
  ) {
    super(message);
  }
}
