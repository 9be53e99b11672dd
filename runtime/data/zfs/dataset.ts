import { CommandError, type HostCommands } from "./host-commands";

export interface DatasetSnapshot {
  /** What comes after the @. */
  readonly name: string;
  readonly guid: string;
  /** ms since 1970: when it was taken first, not where it was received. */
  readonly createdAt: number;
  /** How many hold it. */
  readonly holds: number;
}

/** A dataset as the host has it. */
export interface Dataset {
  readonly name: string;
  readonly type: string;
  readonly guid: string;
  readonly used: number;
  readonly referenced: number;
  /** Bytes that were written after its newest snapshot; ZFS counts them with some seconds of delay, or at its next change. */
  readonly written: number;
  readonly mounted: boolean;
  readonly mountpoint: string;
  readonly canmount: string;
  /** If it is mounted, this is what the mount says, whatever is set. */
  readonly readonly: boolean;
  /** `pool/dataset@snapshot`; "" if it is no clone. */
  readonly origin: string;
  /** Holds the beginning of an interrupted receive, with which ZFS can go on, and nothing else. */
  readonly partial: boolean;
  /** Properties that are set on it itself, on this host. */
  readonly own: ReadonlyMap<string, string>;
  /** Its mountpoint came with a stream. */
  readonly foreignMountpoint: boolean;
  /** In the order in which they came to be here. */
  readonly snapshots: readonly DatasetSnapshot[];
}

/** Properties of ours, on the top of a branch that is kept, or is being kept. */
export const branchProperties = {
  /** JSON of Keeping, while the branch is being kept. */
  keeping: "ha-dns:keeping",
  dataset: "ha-dns:dataset",
  keptAt: "ha-dns:kept-at",
  from: "ha-dns:from",
} as const;

const asked = [
  "type",
  "guid",
  "creation",
  "createtxg",
  "userrefs",
  "used",
  "referenced",
  "origin",
  "mounted",
  "mountpoint",
  "canmount",
  "readonly",
  "reservation",
  "refreservation",
  ...Object.values(branchProperties),
];

/** Reads `name` and all below it, parents first; nothing if there is no such dataset. Rejects if ZFS does not answer. */
export async function readTree(
  host: HostCommands,
  name: string,
  more: readonly string[] = [],
): Promise<readonly Dataset[]> {
  // `unique` is what older versions have for `written`: the bytes that no snapshot has.
  for (const [written, ...others] of [["written", "receive_resume_token"], ["unique"]] as const) {
    const properties = [...asked, written, ...others, ...more].join(",");
    const { code, stdout, stderr } = await host.ask("zfs", [
      "get",
      "-Hp",
      "-r",
      "-o",
      "name,property,value,source",
      properties,
      name,
    ]);
    if (code === 0) return parseTree(stdout, written);
    if (/does not exist|no such pool/.test(stderr)) return [];
    if (/invalid property 'written'/.test(stderr)) continue;
    throw new CommandError(`zfs get ${name}`, stderr.trim(), `failed with ${code}`);
  }
  throw new Error("zfs get: this ZFS does not say what was written");
}

interface Raw {
  readonly values: Map<string, string>;
  readonly own: Map<string, string>;
  readonly received: Set<string>;
}

/** Reads `zfs get -Hp -r -o name,property,value,source`; `written` is the property that says what was written. */
export function parseTree(text: string, written: string): readonly Dataset[] {
  const found = new Map<string, Raw>();
  for (const line of text.split("\n")) {
    const [name, property, value, source] = line.split("\t");
    if (!name || property === undefined || value === undefined) continue;
    const raw: Raw = found.get(name) ?? { values: new Map(), own: new Map(), received: new Set() };
    raw.values.set(property, value);
    if (source === "local") raw.own.set(property, value);
    if (source === "received") raw.received.add(property);
    found.set(name, raw);
  }
  const named = [...found];
  return named
    .filter(([name]) => !/[@#]/.test(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, raw]) => {
      const snapshots = named.filter(([other]) => other.startsWith(`${name}@`));
      return dataset(name, raw, written, snapshots.map(snapshotOf).sort(inOrder).map(withoutTxg));
    });
}

function dataset(name: string, raw: Raw, written: string, snapshots: readonly DatasetSnapshot[]): Dataset {
  const value = (property: string): string => raw.values.get(property) ?? "-";
  const origin = value("origin");
  return {
    name,
    type: value("type"),
    guid: value("guid"),
    used: Number(value("used")),
    referenced: Number(value("referenced")),
    written: Number(value(written)),
    mounted: value("mounted") === "yes",
    mountpoint: value("mountpoint"),
    canmount: value("canmount"),
    readonly: value("readonly") === "on",
    origin: origin === "-" ? "" : origin,
    partial: snapshots.length === 0 && !["-", ""].includes(value("receive_resume_token")),
    own: raw.own,
    foreignMountpoint: raw.received.has("mountpoint"),
    snapshots,
  };
}

type WithTxg = DatasetSnapshot & { readonly txg: number };

const snapshotOf = ([name, { values }]: readonly [string, Raw]): WithTxg => ({
  name: name.slice(name.indexOf("@") + 1),
  guid: values.get("guid") ?? "",
  createdAt: Number(values.get("creation")) * 1000,
  holds: Number(values.get("userrefs")) || 0,
  txg: Number(values.get("createtxg")),
});

const inOrder = (a: WithTxg, b: WithTxg): number => a.txg - b.txg || a.createdAt - b.createdAt;
const withoutTxg = ({ name, guid, createdAt, holds }: WithTxg): DatasetSnapshot => ({
  name,
  guid,
  createdAt,
  holds,
});

/** Whether a dataset is `top` or lies below it. */
export const isIn = (name: string, top: string): boolean => name === top || name.startsWith(`${top}/`);

/** Whether it is to be mounted at a folder of its own. A sender does not decide where. */
export const mountsItself = ({ type, mountpoint, canmount, foreignMountpoint }: Dataset): boolean =>
  type === "filesystem" && mountpoint.startsWith("/") && canmount === "on" && !foreignMountpoint;
