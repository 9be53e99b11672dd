import * as z from "zod";
import type { Group } from "../model/sync-state";
import { readAs, ReadError } from "./read-answer";
import { comment, sorted } from "./common";

const schema = z.object({
  groups: z.array(z.object({ id: z.int(), name: z.string(), comment, enabled: z.boolean() })),
});

/** A Pi-hole's groups, and its own ids of them both ways. */
export interface Groups {
  readonly groups: Group[];
  readonly idOf: ReadonlyMap<string, number>;
  readonly nameOf: ReadonlyMap<number, string>;
  /** Nothing changes meanwhile: a group that is not there is none, and has not just been made. */
  readonly settled: boolean;
}

/** Reads GET /api/groups. Throws ReadError also if group 0, which cannot be removed, is missing. */
export function readGroups(answer: unknown, settled = false): Groups {
  const { groups: rows } = readAs("groups", schema, answer);
  if (!rows.some(({ id }) => id === 0)) throw new ReadError("groups: the default group is missing");
  return {
    groups: sorted(
      rows.map(({ id, name, comment, enabled }) => ({ name, comment, enabled, isDefault: id === 0 })),
      ({ name }) => [name],
    ),
    idOf: new Map(rows.map(({ id, name }) => [name, id])),
    nameOf: new Map(rows.map(({ id, name }) => [id, name])),
    settled,
  };
}
