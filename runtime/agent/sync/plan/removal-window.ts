import { createHash } from "node:crypto";
import * as z from "zod";
import type { JsonFile } from "../../../common/json-file";
import type { Removal } from "./removal";
import { settingOf, type SettingKey } from "../model/setting-keys";
import type { SyncState } from "../model/sync-state";
import { keyText, ofEachTable } from "../model/table-rules";

/** Removals are summed over an hour, and as much longer as two snapshots are apart. */
const windowMs = 60 * 60_000;
const apartMs = 15 * 60_000;

/** What a node had before a change: per table one mark a row that had an effect. */
const snapshot = z.object({ at: z.number(), tables: z.record(z.string(), z.string()) });
export const snapshotsSchema = z.array(snapshot);
type Snapshot = z.infer<typeof snapshot>;

/** Marks are written one after another, so all have this length. */
const markLength = 10;
const mark = (text: string): string =>
  createHash("sha256").update(text).digest("base64url").slice(0, markLength);

/** What of a state counts as a loss if it goes: by table, and by setting that is a list. */
function marksOf(state: SyncState): Map<string, Set<string>> {
  const named = state.groups.filter(({ isDefault }) => !isDefault).map(({ name }) => mark(name));
  const lists = Object.entries(state.settings).flatMap(([key, value]): [string, Set<string>][] =>
    Array.isArray(value) && !settingOf(key as SettingKey).secret ? [[key, new Set(value.map(mark))]] : [],
  );
  return new Map([
    ["groups", new Set(named)],
    ...ofEachTable((rules): [string, Set<string>] => {
      const rows = rules.rows(state).filter(rules.effective);
      return [rules.table, new Set(rows.map((row) => mark(keyText(rules.key(row)))))];
    }),
    ...lists,
  ]);
}

/**
 * What sync has taken away within the last hour, over restarts of the agent: many small removals are one large one.
 * Rows that came and went within the hour are none.
 */
export class RemovalWindow {
  constructor(
    private readonly file: Pick<JsonFile<Snapshot[]>, "load" | "save">,
    /** Unix time in ms. */
    private readonly now: () => number = Date.now,
  ) {}

  /** What would be gone of what was there an hour ago, for every table that would lose anything. */
  losses(leader: SyncState): Removal[] {
    const [oldest] = this.recent();
    if (!oldest) return [];
    const after = marksOf(leader);
    return Object.entries(oldest.tables).flatMap(([table, text]): Removal[] => {
      const there = after.get(table);
      // A setting that is not synced any more takes nothing away.
      if (!there) return [];
      const marks = text.match(new RegExp(`.{${markLength}}`, "g")) ?? [];
      const removed = marks.filter((each) => !there.has(each)).length;
      return removed === 0 ? [] : [{ table, removed, of: marks.length, emptied: false, hour: true }];
    });
  }

  /** `before` is about to be changed: what comes now is no loss if it goes again. Throws if that cannot be written. */
  note(before: SyncState): void {
    const recent = this.recent();
    const now = this.now();
    if (recent.some(({ at }) => now - at < apartMs)) return;
    const tables = [...marksOf(before)].map(([table, marks]) => [table, [...marks].join("")]);
    this.file.save([...recent, { at: now, tables: Object.fromEntries(tables) as Snapshot["tables"] }]);
  }

  /** A person has accepted a removal: it counts no more. */
  forget(): void {
    this.file.save([]);
  }

  /** The oldest first; also one that is dated ahead, where the clock has gone back. */
  private recent(): Snapshot[] {
    const now = this.now();
    return (this.file.load() ?? []).filter(({ at }) => now - at < windowMs + apartMs);
  }
}
