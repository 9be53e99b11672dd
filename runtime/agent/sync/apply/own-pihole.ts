import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import type { PiholeClient } from "../../pihole/pihole-client";
import { tomlString } from "../../pihole/toml";
import type { BlockingTimer } from "./blocking-timer";
import { withoutSettings } from "../model/except";
import type { FolderWatch } from "../leader/folder-watch";
import type { GravityRecord } from "../follower/gravity-record";
import { listsDigest } from "../model/lists-digest";
import { readAs, ReadError } from "../read/read-answer";
import { readBlocking } from "../read/read-blocking";
import { assertCounted, assertNotEmptied } from "../read/counts";
import { readSyncState, type StateReading } from "../read/read-sync-state";
import type { SettingKey, SettingTraits, Traits } from "../model/setting-keys";
import type { Gravity, List, SyncState } from "../model/sync-state";

const paths = {
  groups: "/api/groups",
  lists: "/api/lists",
  domains: "/api/domains",
  clients: "/api/clients",
  config: "/api/config?detailed=true",
  blocking: "/api/dns/blocking",
  summary: "/api/stats/summary",
  ftl: "/api/info/ftl",
} as const;
type Name = keyof typeof paths;
const names = Object.keys(paths) as Name[];
/** What changes without a write to the database or the settings, and is quickly told. */
const quick: readonly Name[] = ["blocking", "summary", "ftl"];

const summary = z.object({
  gravity: z.object({ last_update: z.number(), domains_being_blocked: z.number() }),
});
const ftl = z.object({ ftl: z.object({ uptime: z.number() }) });
const tries = { count: 8, everyMs: 150 };

/** What is known of this node's own Pi-hole besides what its API says. */
export interface OwnParts {
  /** The text of pihole.toml. */
  readonly settingsFile: () => string;
  /** Values with which it does not start. */
  readonly refused: () => SyncState["settings"];
  readonly timer: Pick<BlockingTimer, "look">;
  /** Settings that each node keeps for itself. */
  readonly except: () => readonly string[];
}

/** The state of this node's own Pi-hole. */
export class OwnPihole {
  /** What was read last, and what the folder was like then. */
  private last: { readonly token: string; readonly reading: StateReading } | undefined;

  constructor(
    private readonly pihole: Pick<PiholeClient, "ask">,
    private readonly folder: Pick<FolderWatch, "token">,
    private readonly record: Pick<GravityRecord, "seen">,
    private readonly parts: OwnParts,
    private readonly pauseMs = tries.everyMs,
  ) {}

  /**
   * Reads everything that is synced. Several requests are no snapshot, so what changed meanwhile is read again. With
   * "last" the tables and settings are as they were read last, if nothing was written to either since. Rejects with a
   * PiholeError, with a ReadError where an answer is partial or odd, or where it changes all the time.
   */
  async read(signal?: AbortSignal, seen: "anew" | "last" = "anew"): Promise<StateReading> {
    let trouble = new ReadError("lists or settings change all the time, and could not be read as a whole");
    for (let attempt = 1; attempt <= tries.count; attempt++) {
      if (attempt > 1) await delay(this.pauseMs, undefined, { signal });
      const before = this.folder.token();
      const last = seen === "last" && attempt === 1 && this.last?.token === before ? this.last : undefined;
      const answers = await this.readAll(last ? quick : names, signal);
      const settings = this.parts.settingsFile();
      if (this.folder.token() !== before) continue;
      try {
        const { last_update: updated, domains_being_blocked: domains } = built(answers);
        assertCounted(answers.ftl);
        const gravityOf = (lists: readonly List[]): Gravity => ({
          ...this.record.seen(updated, listsDigest(lists)),
          domains,
          builtAt: updated,
        });
        const reading = last
          ? sameTables(last.reading, answers.blocking, gravityOf)
          : readSyncState(
              { ...answers, hidden: (key) => tomlString(settings, key) },
              gravityOf,
              attempt === tries.count,
            );
        this.last = { token: before, reading };
        assertNotEmptied(answers.ftl, reading.state);
        const { uptime } = readAs("ftl", ftl, answers.ftl).ftl;
        if (await this.parts.timer.look(reading.state.blocking, uptime)) continue;
        const traits = withRefused(reading.traits, this.parts.refused());
        return withoutSettings({ ...reading, traits }, this.parts.except());
      } catch (error) {
        if (!(error instanceof ReadError)) throw error;
        trouble = error;
      }
    }
    throw trouble;
  }

  /**
   * When this node's gravity was built, as Pi-hole says: unix time, in seconds. Rejects with a ReadError if Pi-hole
   * does not know.
   */
  async gravityBuiltAt(signal?: AbortSignal): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      try {
        return built({ summary: await this.get("summary", signal) }).last_update;
      } catch (error) {
        if (!(error instanceof ReadError) || attempt === tries.count) throw error;
      }
      await delay(this.pauseMs, undefined, { signal });
    }
  }

  private async readAll(which: readonly Name[], signal?: AbortSignal): Promise<Record<Name, unknown>> {
    const answers: Partial<Record<Name, unknown>> = {};
    for (const name of which) answers[name] = await this.get(name, signal);
    return answers as Record<Name, unknown>;
  }

  private async get(name: Name, signal?: AbortSignal): Promise<unknown> {
    return (await this.pihole.ask({ method: "GET", path: paths[name] }, signal)).body;
  }
}

/** The same tables and settings, with the blocking and the gravity of now. */
function sameTables(
  { state, ...rest }: StateReading,
  blocking: unknown,
  gravityOf: (lists: readonly List[]) => Gravity,
): StateReading {
  const now = { ...state, blocking: readBlocking(blocking), gravity: gravityOf(state.lists) };
  return { ...rest, state: now };
}

function withRefused(traits: Traits, refused: SyncState["settings"]): Traits {
  const entries = Object.entries(traits) as [SettingKey, SettingTraits][];
  return Object.fromEntries(entries.map(([key, trait]) => [key, { ...trait, refused: refused[key] }]));
}

/** After a start Pi-hole says 0 or -1 until it has looked into its database: that is no date of a build. */
function built(answers: { readonly summary: unknown }) {
  const { gravity } = readAs("summary", summary, answers.summary);
  if (gravity.last_update <= 0) throw new ReadError("summary: Pi-hole does not know its gravity yet");
  return gravity;
}
