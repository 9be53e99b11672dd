import { parseSize } from "./size";

/** A property of a dataset that config may set. */
export interface Property {
  /** Completes "expected …" in an error. */
  readonly expected: string;
  /** The one spelling of a value, given in any that ZFS takes or prints; undefined if it is no value of this. */
  readonly read: (text: string) => string | undefined;
  /** For one that a dataset does not inherit: the value by which it is taken back. */
  readonly unset?: string;
}

const flag: Property = {
  expected: "on or off",
  read: (text) => ({ on: "on", true: "on", off: "off", false: "off" })[text],
};

const choice = (values: readonly string[], alias: Readonly<Record<string, string>> = {}): Property => ({
  expected: `one of ${values.join(", ")}`,
  read: (text) => alias[text] ?? (values.includes(text) ? text : undefined),
});

const limit: Property = {
  expected: "a size such as 512M, 10G or 1.5T, or none",
  read: (text) => {
    if (text === "none" || text === "0") return "none";
    const bytes = parseSize(text);
    return bytes ? String(bytes) : undefined;
  },
  unset: "none",
};

const levels = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
const compressions = [
  "on",
  "off",
  "lz4",
  "lzjb",
  "zle",
  "zstd",
  "gzip",
  ...levels(1, 9).map((level) => `gzip-${level}`),
  ...levels(1, 19).map((level) => `zstd-${level}`),
];

/**
 * What config may set of a dataset, by name. Left out on purpose: what can be chosen at creation alone (it could not
 * converge), and `readonly`, which says whose copy is written to and so goes by the node's role, not by config.
 */
export const properties = {
  mountpoint: {
    expected: "an absolute path without .. in it, none or legacy",
    read: (text) => (text === "none" || text === "legacy" ? text : readPath(text)),
  },
  compression: {
    ...choice(compressions, { true: "on", false: "off", "gzip-6": "gzip" }),
    expected: "on, off, lz4, zstd, zstd-1 to zstd-19, gzip, gzip-1 to gzip-9, lzjb or zle",
  },
  recordsize: {
    expected: "a power of two from 512 to 16M, such as 16K",
    read: (text) => {
      const bytes = parseSize(text) ?? 0;
      const possible = bytes >= 512 && bytes <= 2 ** 24 && Number.isInteger(Math.log2(bytes));
      return possible ? String(bytes) : undefined;
    },
  },
  quota: limit,
  refquota: limit,
  reservation: limit,
  refreservation: limit,
  copies: { expected: "1, 2 or 3", read: (text) => (/^[123]$/.test(text) ? text : undefined) },
  atime: flag,
  relatime: flag,
  devices: flag,
  exec: flag,
  setuid: flag,
  canmount: { ...choice(["on", "off", "noauto"], { true: "on", false: "off" }), unset: "on" },
  sync: choice(["standard", "always", "disabled"]),
  logbias: choice(["latency", "throughput"]),
  primarycache: choice(["all", "none", "metadata"]),
  secondarycache: choice(["all", "none", "metadata"]),
  snapdir: choice(["hidden", "visible"]),
  xattr: choice(["sa", "off"], { false: "off" }),
  acltype: choice(["off", "posix"], { noacl: "off", false: "off", posixacl: "posix" }),
} satisfies Readonly<Record<string, Property>>;

export type PropertyName = keyof typeof properties;
/** Values by property, each in its one spelling: sizes in bytes. */
export type PropertyValues = Readonly<Partial<Record<PropertyName, string>>>;

export const isProperty = (name: string): name is PropertyName => Object.hasOwn(properties, name);
export const propertyOf = (name: PropertyName): Property => properties[name];

/** A path in its one spelling; undefined if it is not absolute, not normal, or holds what a mount table escapes. */
export function readPath(text: string): string | undefined {
  const path = text.length > 1 ? text.replace(/\/$/, "") : text;
  const parts = path.split("/").slice(1);
  const normal = parts.every((part) => /^[\w@%+=:,.-]+$/.test(part) && part !== "." && part !== "..");
  return path.startsWith("/") && (path === "/" || normal) ? path : undefined;
}

/** Whether the values have the dataset mounted at a place of its own whenever its pool is there. */
export const isMountedByItself = ({ mountpoint, canmount = "on" }: PropertyValues): boolean =>
  mountpoint !== undefined && mountpoint.startsWith("/") && canmount === "on";
