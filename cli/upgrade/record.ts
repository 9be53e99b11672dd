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
  /** Undefined if nobody knows what the nodes were deployed with. */
  from: version.optional(),
  to: version,
  /** What was on disk when it began: what nobody agreed to is undone. */
  current: version,
  /** The images of each node before it, by their part. */
  images: z.record(z.string(), z.record(z.string(), z.string())),
  /** The nodes in the order in which they are updated. */
  order: z.array(z.string()),
  done: z.array(z.string()),
  /** `switching`: nobody has agreed to it yet. `stopped`: something was wrong; the nodes say what. */
  state: z.enum(["switching", "running", "waiting", "stopped", "done"]),
  /** Until when a canary is watched before the other nodes follow. */
  until: z.string().optional(),
  trouble: z.string().optional(),
  /** For one that nobody has agreed to yet: what Pulumi.yaml was, and the record that this one replaces. */
  undo: z.object({ project: z.string(), record: z.unknown().optional() }).optional(),
});

/** How far an upgrade has come. It is on disk before each step, so that the next call goes on after any end. */
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
  throw new Error(`${file}: found something else than the record of an upgrade. Remove it to begin anew`);
}

export function writeRecord(root: string, record: UpgradeRecord): void {
  mkdirSync(path.dirname(fileOf(root)), { recursive: true });
  replaceConfigFile(fileOf(root), `${JSON.stringify(record, null, 2)}\n`);
}

export const isUnfinished = ({ state }: UpgradeRecord): boolean => state !== "done";

/** A commit is told by its first twelve digits. */
export const nameOf = ({ kind, id }: Version): string => (kind === "clone" ? id.slice(0, 12) : id);

/** Whether somebody has agreed to it: until then nothing has changed on any node. */
export const isAgreed = ({ state }: UpgradeRecord): boolean => state !== "switching";

/** Takes one back that nobody has agreed to. Gives the record that there was before it. */
export function undoRecord(root: string, { undo }: UpgradeRecord): UpgradeRecord | undefined {
  if (undo) replaceConfigFile(path.join(root, "Pulumi.yaml"), undo.project);
  const before = undo?.record === undefined ? undefined : parseRecord(undo.record, fileOf(root));
  if (before) writeRecord(root, before);
  else rmSync(fileOf(root), { force: true });
  return before;
}
