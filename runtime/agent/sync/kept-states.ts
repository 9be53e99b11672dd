import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { parsed } from "../http/json";
import type { Paths } from "../paths";
import { replaceFile } from "../shared-files";
import { settingOf, type SettingKey } from "./settings";
import { syncStateSchema, type SyncState } from "./state";

/** A state of this node's Pi-hole that was kept before it was changed. */
const keptSchema = z.object({
  at: z.string(),
  node: z.string(),
  why: z.string(),
  state: syncStateSchema,
});
export type Kept = z.infer<typeof keptSchema>;

/** How many states of its Pi-hole a node keeps. */
const keptStates = 30;

/** Named by when they were kept; what else a person puts there is left alone. */
const keptFile = /^\d{4}-\d\d-\d\dT[\d.-]+Z\.json$/;

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
  const dayOf = (name: string): string => name.slice(0, "2026-01-01".length);
  const firsts = new Map(names.map((name) => [dayOf(name), name]));
  const kept = new Set([...firsts.values()].slice(0, keptDays));
  return names.slice(most).filter((name) => !kept.has(name));
}

/** An earlier state does not bring back an earlier way in: who put a stop to it would not notice. */
function withoutSecrets(state: SyncState): SyncState {
  const open = Object.entries(state.settings).filter(([key]) => !settingOf(key as SettingKey).secret);
  return { ...state, settings: Object.fromEntries(open) };
}

/** The last states of this node's Pi-hole, as readable files in the node's data folder. */
export class KeptStates {
  constructor(
    private readonly folder: string,
    private readonly node: string,
    private readonly most: number,
  ) {}

  /**
   * Keeps `state` without its secrets, unless it is the last one that was kept. Removes the oldest of too many. Returns
   * its name. Throws if it cannot be written.
   */
  keep(whole: SyncState, why: string, now = new Date()): string {
    const state = withoutSecrets(whole);
    const last = this.names()[0];
    if (last !== undefined && this.holds(last, state)) return last;
    mkdirSync(this.folder, { recursive: true });
    const at = now.toISOString();
    const name = at.replaceAll(":", "-");
    const kept: Kept = { at, node: this.node, why, state };
    replaceFile(path.join(this.folder, `${name}.json`), `${JSON.stringify(kept, null, 1)}\n`);
    for (const old of forgettable(this.names(), this.most)) rmSync(path.join(this.folder, `${old}.json`));
    return name;
  }

  /** The newest first. */
  names(): string[] {
    try {
      return readdirSync(this.folder)
        .filter((file) => keptFile.test(file))
        .map((file) => path.basename(file, ".json"))
        .sort()
        .reverse();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  }

  /** Throws where there is none of that name, or it is no whole state. */
  read(name: string): Kept {
    if (!this.names().includes(name))
      throw new Error(`there is no kept state ${name}; these are: ${this.names().join(", ") || "none"}`);
    const { data, error } = this.load(name);
    if (!data) throw new Error(`${name} is no whole state: ${z.prettifyError(error)}`);
    return data;
  }

  private holds(name: string, state: SyncState): boolean {
    const { data } = this.load(name);
    return data !== undefined && isDeepStrictEqual(data.state, state);
  }

  private load(name: string) {
    return keptSchema.safeParse(parsed(readFileSync(path.join(this.folder, `${name}.json`), "utf8")));
  }
}
