import { z } from "zod";

/*
 * Pi-hole's gravity database as its API shows it: row ids of its own, rows in group 0 until told otherwise, a foreign
 * key from each membership to a group, and unique keys.
 */

export interface ModelGroup {
  id: number;
  name: string;
  comment: string | null;
  enabled: boolean;
}

/** `item` is the address, the domain or the client; `type` of a list is block or allow. */
export interface ModelRow {
  id: number;
  item: string;
  type: string;
  kind: string;
  comment: string | null;
  enabled: boolean;
  groups: number[];
  status: number;
}

export type RowTable = "lists" | "domains" | "clients";

export interface Processed {
  success: { item: string }[];
  errors: { item: string; error: string }[];
}

const fields = z.object({
  comment: z.string().nullish(),
  enabled: z.boolean().nullish(),
  groups: z.array(z.int()).optional(),
  name: z.union([z.string(), z.array(z.string())]).optional(),
});

export class ModelTables {
  groups: ModelGroup[] = [{ id: 0, name: "Default", comment: null, enabled: true }];
  readonly rows: Record<RowTable, ModelRow[]> = { lists: [], domains: [], clients: [] };

  constructor(private nextId: number) {}

  id(): number {
    this.nextId += 1 + (this.nextId % 3);
    return this.nextId;
  }

  addGroups(names: readonly string[], body: unknown): Processed {
    const { comment, enabled } = fields.parse(body);
    return process(names, (name) => {
      if (this.groups.some((group) => group.name === name)) return "UNIQUE constraint failed: group.name";
      this.groups.push({ id: this.id(), name, comment: comment || null, enabled: enabled ?? true });
      return undefined;
    });
  }

  putGroup(name: string, body: unknown): Processed {
    const { comment, enabled, name: to } = fields.parse(body);
    return process([name], () => {
      const group = this.groups.find((each) => each.name === name);
      if (typeof to === "string" && to !== name && this.groups.some((each) => each.name === to))
        return "UNIQUE constraint failed: group.name";
      const values = { comment: comment || null, enabled: enabled ?? true };
      if (group) Object.assign(group, values, typeof to === "string" && to !== "" ? { name: to } : {});
      else if (to === undefined) this.groups.push({ id: this.id(), name, ...values });
      return undefined;
    });
  }

  deleteGroups(names: readonly string[]): number {
    const gone = this.groups.filter(({ name }) => names.includes(name));
    this.groups = this.groups.filter((group) => !gone.includes(group));
    const ids = gone.map(({ id }) => id);
    for (const row of Object.values(this.rows).flat())
      row.groups = row.groups.filter((id) => !ids.includes(id));
    if (ids.includes(0)) this.groups.push({ id: 0, name: "Default", comment: null, enabled: true });
    return gone.length;
  }

  find(table: RowTable, item: string, type: string, kind: string): ModelRow | undefined {
    return this.rows[table].find((row) => row.item === item && row.type === type && row.kind === kind);
  }

  addRows(table: RowTable, items: readonly string[], type: string, kind: string, body: unknown): Processed {
    return process(items, (item) => {
      if (this.find(table, item, type, kind)) return `UNIQUE constraint failed: ${table}`;
      return this.putRow(table, item, type, kind, body);
    });
  }

  /** An upsert: what the body leaves out is reset, groups aside. */
  putRow(table: RowTable, item: string, type: string, kind: string, body: unknown): string | undefined {
    const { comment, enabled, groups } = fields.parse(body);
    let row = this.find(table, item, type, kind);
    if (!row) {
      row = { id: this.id(), item, type, kind, comment: null, enabled: true, groups: [0], status: 0 };
      this.rows[table].push(row);
    }
    row.comment = comment || null;
    row.enabled = enabled ?? true;
    if (groups === undefined) return undefined;
    if (!groups.every((id) => this.groups.some((group) => group.id === id)))
      return "FOREIGN KEY constraint failed";
    row.groups = [...groups];
    return undefined;
  }

  deleteRows(table: RowTable, keys: readonly { item: string; type: string; kind: string }[]): number {
    const before = this.rows[table].length;
    this.rows[table] = this.rows[table].filter(
      (row) =>
        !keys.some(({ item, type, kind }) => row.item === item && row.type === type && row.kind === kind),
    );
    return before - this.rows[table].length;
  }

  inNoGroup(): Set<string> {
    const alone = Object.values(this.rows)
      .flat()
      .filter(({ groups }) => groups.length === 0);
    return new Set(alone.map(({ item, type, kind }) => JSON.stringify([item, type, kind])));
  }

  /** Builds gravity: enabled lists alone, and every download works. */
  gravity(): void {
    for (const list of this.rows.lists) if (list.enabled) list.status = 1;
  }
}

export function process(items: readonly string[], handle: (item: string) => string | undefined): Processed {
  const done: Processed = { success: [], errors: [] };
  for (const item of items) {
    const error = handle(item);
    if (error === undefined) done.success.push({ item });
    else done.errors.push({ item, error });
  }
  return done;
}
