/** A setting's type, named as the API's `?detailed=true` names it. */
export type ItemType =
  | "boolean"
  | "integer"
  | "unsigned integer"
  | "unsigned integer (16 bit)"
  | "double"
  | "string"
  | "enum (string)"
  | "enum (unsigned integer)"
  | "IPv4 address"
  | "IPv6 address"
  | "string array"
  | "password (write-only string)";

export type Value = boolean | number | string | readonly string[];

/** One setting, as published: key, type, default and what a change of it does. */
export interface Item {
  readonly key: string;
  readonly type: ItemType;
  readonly default: Value;
  readonly allowed?: readonly (string | number)[];
  /** A change restarts the DNS daemon (`restart_dnsmasq`). */
  readonly restart: boolean;
  /** A change ends all sessions (`session_reset`). */
  readonly sessionReset: boolean;
  /** Shown as `********` wherever the API shows it. */
  readonly writeOnly: boolean;
  /** Can be set in pihole.toml alone. */
  readonly fileOnly: boolean;
  /** Gives what is wrong with a value of the right type, or undefined. */
  readonly check?: (value: Value, key: string) => string | undefined;
}

interface Traits {
  readonly restart?: boolean;
  readonly sessionReset?: boolean;
  readonly writeOnly?: boolean;
  readonly fileOnly?: boolean;
  readonly allowed?: readonly (string | number)[];
  readonly check?: Item["check"];
}

export const item = (key: string, type: ItemType, fallback: Value, traits: Traits = {}): Item => ({
  key,
  type,
  default: fallback,
  restart: false,
  sessionReset: false,
  writeOnly: false,
  fileOnly: false,
  ...traits,
});

/** Whether two values are equal; the order of an array counts, as it does in FTL. */
export const same = (a: Value, b: Value): boolean => JSON.stringify(a) === JSON.stringify(b);
