import type { Resource } from "./resource";
import { same } from "./shape";
import type { Properties } from "./values";

export interface Difference {
  readonly changed: readonly string[];
  readonly replaces: readonly string[];
}

/** Compares checked inputs with the state, so that what a refresh found changed by hand counts as a change too. */
export function diff(resource: Resource, state: Properties, news: Properties): Difference {
  const changed = Object.entries(resource.properties)
    .filter(([key, property]) => !(property.computed && news[key] === undefined))
    .filter(([key, property]) => !same(property.shape, state[key], news[key]))
    .map(([key]) => key);
  return { changed, replaces: changed.filter((key) => resource.properties[key]!.replaces) };
}
