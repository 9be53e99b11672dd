import { createHash, randomBytes } from "node:crypto";
import type { Resource } from "./resource";
import { mismatches, type Mismatch } from "./shape";
import { hasUnknown, present, type Properties } from "./values";

export interface Checked {
  readonly inputs: Properties;
  readonly failures: readonly Mismatch[];
}

export interface Naming {
  readonly type: string;
  readonly name: string;
  /** The engine's own proposal, where the project configures auto-naming. */
  readonly proposed?: string;
  /** Makes the name of a preview the name of its deployment. */
  readonly seed?: Uint8Array;
}

/** Fills in defaults and names, and refuses what is missing, of the wrong shape or not known. Pure but for a seedless name. */
export function check(resource: Resource, naming: Naming, olds: Properties, news: Properties): Checked {
  const given = present(news);
  const inputs: Properties = { ...given };
  const failures: Mismatch[] = [];
  for (const key of Object.keys(given)) {
    const property = resource.properties[key];
    failures.push(
      ...(property === undefined
        ? [{ path: key, reason: "the stand-in plugin does not know it" }]
        : mismatches(property.shape, given[key]!, key)),
    );
  }
  for (const [key, property] of Object.entries(resource.properties)) {
    if (key in given) continue;
    if (property.autoname) inputs[key] = olds[key] ?? naming.proposed ?? autoname(naming);
    else if (property.default !== undefined) inputs[key] = property.default;
    else if (property.required) failures.push({ path: key, reason: "is required" });
  }
  if (failures.length === 0 && resource.verify && !hasUnknown(inputs))
    failures.push(...resource.verify(inputs));
  return {
    inputs,
    failures: failures.map((failure) => ({ ...failure, reason: sentence(naming.type, failure) })),
  };
}

const sentence = (type: string, { path, reason }: Mismatch): string => `${path} of ${type}: ${reason}`;

function autoname({ name, seed }: Naming): string {
  const from = seed && seed.length > 0 ? seed : randomBytes(32);
  return `${name}-${createHash("sha256").update(from).digest("hex").slice(0, 7)}`;
}
