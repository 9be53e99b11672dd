import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { replaceConfigFile } from "../init/replace-file";

/** A version of this program: a commit of a clone, or a version of the package. */
const version = z.object({
  kind: z.enum(["clone", "package"]),
  /** A commit, or what package.json asks for: `1.2.0`. */
  id: z.string(),
  /** The branch that the commit was checked out by; "" if none. */
  branch: z.string().default(""),
});
export type Version = z.infer<typeof version>;

const schema = z.object({
  format: z.literal(1),
  startedAt: z.string(),
  /** Whether it goes back to what an earlier upgrade has replaced. */
  isBack: z.boolean(),
  /** Undefined if it is not known what deployed the nodes. */
  from: version.optional(),
  to: version,
  /** The version on disk when it began: it is put back if the person does not agree. */
  current: version,
  /** The images of each node before it, by their part. */
  images: z.record(z.string(), z.record(z.string(), z.string())),
  /** The nodes in the order in which they are updated. */
  order: z.array(z.string()),
  done: z.array(z.string()),
  /** `switching`: nobody has agreed to it yet. `stopped`: by what `trouble` says. `waiting`: for a canary's time. */
  state: z.enum(["switching", "running", "waiting", "stopped", "done"]),
  /** When the other nodes may follow the canary. */
  until: z.string().optional(),
  trouble: z.string().optional(),
  /** For one that nobody has agreed to yet: what Pulumi.yaml was, and the record that this one replaces. */
  undo: z.object({ project: z.string(), record: z.unknown().optional() }).optional(),
});

/** The progress of an upgrade. It is written before each step, so that the next call continues after an interruption. */
export type UpgradeRecord = z.infer<typeof schema>;

const fileOf = (root: string): string => path.join(root, ".ha-dns", "upgrade.json");

/** The last upgrade; undefined if there was none. Throws if the file is not one. */
export function readRecord(root: string): UpgradeRecord | undefined {
  const file = fileOf(root);
  return existsSync(file) ? parseRecord(JSON.parse(readFileSync(file, "utf8")), file) : undefined;
}

function parseRecord(found: unknown, file: string): UpgradeRecord {
  const read = schema.safeParse(found);
  if (read.success) return read.data;
  throw new Error(`${file}: found something else than the record of an upgrade. Remove it to start again`);
}

export function writeRecord(root: string, record: UpgradeRecord): void {
  mkdirSync(path.dirname(fileOf(root)), { recursive: true });
  replaceConfigFile(fileOf(root), `${JSON.stringify(record, null, 2)}\n`);
}

export const isUnfinished = ({ state }: UpgradeRecord): boolean => state !== "done";

/**
 * What the nodes had before an upgrade that is not finished: some of them still have it, and another upgrade goes back to
 * it. Undefined if the last upgrade is finished, or goes back itself. Pure.
 */
export const beforeUnfinished = (
  last: UpgradeRecord | undefined,
): Pick<UpgradeRecord, "from" | "images"> | undefined =>
  last && isUnfinished(last) && !last.isBack ? { from: last.from, images: last.images } : undefined;

/** A commit's name is its first twelve digits. */
export const nameOf = ({ kind, id }: Version): string => (kind === "clone" ? id.slice(0, 12) : id);

/** Whether somebody has agreed to it: until then nothing has changed on any node. */
export const isAgreed = ({ state }: UpgradeRecord): boolean => state !== "switching";

/** Undoes an upgrade that nobody has agreed to. Returns the record before it. */
export function undoRecord(root: string, { undo }: UpgradeRecord): UpgradeRecord | undefined {
  if (undo) replaceConfigFile(path.join(root, "Pulumi.yaml"), undo.project);
  const before = undo?.record === undefined ? undefined : parseRecord(undo.record, fileOf(root));
  if (before) writeRecord(root, before);
  else rmSync(fileOf(root), { force: true });
  return before;
}
