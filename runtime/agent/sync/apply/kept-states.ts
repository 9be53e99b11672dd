import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { gunzipSync, gzipSync } from "node:zlib";
import * as z from "zod";
import { parsed } from "../../../common/json";
import type { Paths } from "../../agent-paths";
import { replaceFile } from "../../../common/text-file";
import { settingOf, type SettingKey } from "../model/setting-keys";
import { syncStateSchema, type SyncState } from "../model/sync-state";

/** A state of this node's Pi-hole that was kept before it was changed. */
const keptSchema = z.object({
  at: z.string(),
  node: z.string(),
  why: z.string(),
  state: syncStateSchema,
});
export type KeptState = z.infer<typeof keptSchema>;

/** How many states of its Pi-hole a node keeps. */
const keptStates = 30;

/** Named by when they were kept; what else a person puts there is left alone. Earlier versions did not compress. */
const keptFile = /^(\d{4}-\d\d-\d\dT[\d.-]+Z)\.json(\.gz)?$/;
/** All of them together, in bytes: the oldest go first, but for those that are never given up. */
const mostBytes = 64 * 1024 * 1024;
/** The newest, and the first of so many days: what was there before that day's work. */
const neverGivenUp = { newest: 3, days: 7 };
const longestState = 256 * 1024 * 1024;

/** Where the agent and its commands find a node's. */
export const keptStatesOf = ({ agentData }: Paths, node: string): KeptStates =>
  new KeptStates(path.join(agentData, "states"), node, keptStates);

/** For so many days back, the first state of a day is kept. */
const keptDays = 30;

/**
 * Which of `names`, the newest first, may go: an evening's work on the lists must not push out what was there before
 * it, so besides the `most` last ones the first of each day stays.
 */
export function forgettable(names: readonly string[], most: number): string[] {
  const kept = new Set(firstsOfDays(names).slice(0, keptDays));
  return names.slice(most).filter((name) => !kept.has(name));
}

/** The first of each day, the last day first; `names` are the newest first. */
function firstsOfDays(names: readonly string[]): string[] {
  const dayOf = (name: string): string => name.slice(0, "2026-01-01".length);
  return [...new Map(names.map((name) => [dayOf(name), name])).values()];
}

/** Which of the `files`, the newest first, go so that the rest is no larger than `bytes`. */
export function tooLarge(
  files: readonly { readonly name: string; readonly size: number }[],
  bytes: number,
): string[] {
  const names = files.map(({ name }) => name);
  const safe = new Set([
    ...names.slice(0, neverGivenUp.newest),
    ...firstsOfDays(names).slice(0, neverGivenUp.days),
  ]);
  let left = files.reduce((sum, { size }) => sum + size, 0);
  return [...files].reverse().flatMap(({ name, size }) => {
    if (left <= bytes || safe.has(name)) return [];
    left -= size;
    return [name];
  });
}

/** An earlier state does not bring back an earlier way in: who put a stop to it would not notice. */
function withoutSecrets(state: SyncState): SyncState {
  const open = Object.entries(state.settings).filter(([key]) => !settingOf(key as SettingKey).secret);
  return { ...state, settings: Object.fromEntries(open) };
}

/** The last states of this node's Pi-hole, as compressed JSON in the node's data folder. */
export class KeptStates {
  /** What the last one holds, if this agent has kept it, and as which file. */
  private last: { readonly file: string; readonly content: string } | undefined;

  constructor(
    private readonly folder: string,
    private readonly node: string,
    private readonly most: number,
    private readonly bytes = mostBytes,
  ) {}

  /**
   * Keeps `state` without its secrets, unless it is the last one that was kept. Removes the oldest of too many. Returns
   * its name. Throws if it cannot be written.
   */
  keep(whole: SyncState, why: string, now = new Date()): string {
    const state = withoutSecrets(whole);
    const content = JSON.stringify(state);
    const last = this.names()[0];
    if (last !== undefined && this.holds(last, content)) return last;
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    this.close();
    const at = now.toISOString();
    const name = at.replaceAll(":", "-");
    const about: Omit<KeptState, "state"> = { at, node: this.node, why };
    const text = `${JSON.stringify(about).slice(0, -1)},"state":${content}}\n`;
    replaceFile(path.join(this.folder, `${name}.json.gz`), gzipSync(text, { level: 1 }), 0o600);
    this.last = { file: this.stamp(name), content: digestOf(content) };
    this.forget(forgettable(this.names(), this.most));
    this.forget(tooLarge(this.files(), this.bytes));
    return name;
  }

  /** Closes the folder to all but root: it tells what the house blocks, and earlier versions left it open. */
  close(): void {
    if (existsSync(this.folder)) chmodSync(this.folder, 0o700);
  }

  /** The newest first. */
  names(): string[] {
    return [...this.listing().keys()];
  }

  /** Throws if there is none of that name, or it is no whole state. */
  read(name: string): KeptState {
    if (!this.listing().has(name))
      throw new Error(`there is no kept state ${name}; these are: ${this.names().join(", ") || "none"}`);
    const { data, error } = this.load(name);
    if (!data) throw new Error(`${name} is no whole state: ${z.prettifyError(error)}`);
    return data;
  }

  /** File by name, the newest first. */
  private listing(): Map<string, string> {
    const files = existsSync(this.folder) ? readdirSync(this.folder) : [];
    const kept = files.flatMap((file): [string, string][] => {
      const name = keptFile.exec(file)?.[1];
      return name === undefined ? [] : [[name, path.join(this.folder, file)]];
    });
    return new Map(kept.sort(([a], [b]) => (a < b ? 1 : a > b ? -1 : 0)));
  }

  private files(): { name: string; size: number }[] {
    return [...this.listing()].map(([name, file]) => ({ name, size: statSync(file).size }));
  }

  private forget(names: readonly string[]): void {
    const files = this.listing();
    for (const name of names) rmSync(files.get(name)!);
  }

  private holds(name: string, content: string): boolean {
    if (this.last?.file === this.stamp(name)) return this.last.content === digestOf(content);
    const { data } = this.load(name);
    return data !== undefined && isDeepStrictEqual(data.state, JSON.parse(content));
  }

  private stamp(name: string): string {
    const file = this.listing().get(name)!;
    const { size, mtimeMs } = statSync(file);
    return `${file} ${size} ${mtimeMs}`;
  }

  private load(name: string) {
    const file = this.listing().get(name)!;
    return keptSchema.safeParse(parsed(file.endsWith(".gz") ? unpacked(file) : readFileSync(file, "utf8")));
  }
}

const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Empty if the file is damaged, as an uncompressed one is no JSON then. */
function unpacked(file: string): string {
  try {
    return gunzipSync(readFileSync(file), { maxOutputLength: longestState }).toString("utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith("Z_")) return "";
    throw error;
  }
}
