import type { EngineLog } from "./engine-log";
import type { Property, Resource } from "./resource";
import type { Properties } from "./values";

export interface Context {
  readonly log: EngineLog;
  /** The provider's configuration; throws where the engine has not sent it yet. */
  config(): Properties;
}

/** A package of resource types, as one plugin process serves it. */
export interface Plugin {
  readonly name: string;
  readonly version: string;
  readonly config: Readonly<Record<string, Property>>;
  /** Resource types by token, such as `random:index/randomPassword:RandomPassword`. */
  resources(context: Context): Readonly<Record<string, Resource>>;
}
