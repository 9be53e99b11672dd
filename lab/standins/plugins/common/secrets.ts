import type { Resource } from "./resource";
import { isObject, type Properties, type Value } from "./values";

/** How the engine marks special values on the wire, and a secret among them. */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

export interface Unwrapped {
  readonly values: Properties;
  /** The properties that are secret, or hold something that is. */
  readonly secret: ReadonlySet<string>;
}

/** Takes the secrets' wrapping off, and remembers which properties wore it. */
export function unwrap(wrapped: Properties): Unwrapped {
  const secret = Object.keys(wrapped).filter((key) => holdsSecret(wrapped[key]!));
  const values = Object.fromEntries(Object.entries(wrapped).map(([key, value]) => [key, strip(value)]));
  return { values, secret: new Set(secret) };
}

/** Wraps what is secret in the state: by itself, by its inputs, or as an input that came as a secret. */
export function wrap(resource: Resource, state: Properties, secretInputs: ReadonlySet<string>): Properties {
  const isSecret = (key: string) =>
    secretInputs.has(key) ||
    resource.secret?.includes(key) ||
    resource.derived?.[key]?.some((input) => secretInputs.has(input));
  return Object.fromEntries(
    Object.entries(state).map(([key, value]) => [
      key,
      isSecret(key) ? { [signature]: secretSignature, value } : value,
    ]),
  );
}

const isSecretValue = (value: Value): value is { value: Value } =>
  isObject(value) && value[signature] === secretSignature;

function holdsSecret(value: Value): boolean {
  if (isSecretValue(value)) return true;
  if (Array.isArray(value)) return value.some(holdsSecret);
  return isObject(value) && Object.values(value).some(holdsSecret);
}

function strip(value: Value): Value {
  if (isSecretValue(value)) return strip(value.value);
  if (Array.isArray(value)) return value.map(strip);
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, strip(item)]));
  return value;
}
