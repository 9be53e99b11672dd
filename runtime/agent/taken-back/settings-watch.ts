import { readFileSync, statSync } from "node:fs";
import * as z from "zod";
import type { JsonFile } from "../../common/json-file";
import type { Log } from "../../common/log";
import { doesNotStart, takeBack, type TakeBack } from "./take-back";
import { isSetAnew, refusedBy, refusedWords, stillRefused, type RefusedSettings } from "./refused";
import { Versions } from "./versions";
import { errorText } from "../../contract/error-text";

/** Kept over restarts of the agent; it holds what pihole.toml holds, secrets too. */
export const goodSchema = z.object({ toml: z.string(), keys: z.array(z.string()) });

export interface SettingsWatchParts {
  /** Pi-hole's pihole.toml. */
  readonly file: string;
  readonly good: Pick<JsonFile<z.infer<typeof goodSchema>>, "load" | "save">;
  readonly refused: Pick<JsonFile<RefusedSettings>, "load" | "save" | "remove">;
  readonly image: string;
  /** When DNS answered last, on this agent's clock; undefined if it has not answered yet. */
  readonly answeredAt: () => number | undefined;
  /** How often the host has started Pi-hole's container. */
  readonly starts: () => number;
  /** How long Pi-hole runs, in ms. Rejects if it does not. */
  readonly uptime: () => Promise<number>;
  /** The settings that Pi-hole takes at its start alone, without those that its environment forces. */
  readonly startKeys: () => Promise<readonly string[]>;
  /** Has the host put this in the place of pihole.toml, keep the old one beside it under that name, and start Pi-hole. */
  readonly replace: (toml: string, aside: string) => void;
  /** Takes that back if the host has not begun yet; says whether it has not. */
  readonly withdraw: () => boolean;
  readonly log: Log;
  readonly now: () => number;
}

const lookEveryMs = 1_000;
/** How often it is looked whether Pi-hole has started again. */
const startEveryMs = 10_000;
/** For so long it has to answer after its start before its settings are known to be good. */
const provenAfterMs = 10_000;
const answersMs = 2_000;

/**
 * Knows the settings with which Pi-hole starts. If it does not start any more after they have changed, whoever did
 * that, the last good ones are put back, and that is reported.
 */
export class SettingsWatch {
  private readonly versions = new Versions();
  private written = -Infinity;
  private provenStart = -Infinity;
  private startLookedAt = -Infinity;
  /** Since when it is silent, and the host's count of starts then. */
  private since: { readonly at: number; readonly starts: number };
  /** Since when its web server answers while DNS is silent: before that it reads its history. */
  private runsSince: number | undefined;
  private tried = false;
  private trouble = "";
  private refused: RefusedSettings | undefined;
  private timer: NodeJS.Timeout | undefined;
  private looking = false;
  private lookedAt: number;

  constructor(private readonly parts: SettingsWatchParts) {
    this.lookedAt = parts.now();
    this.since = { at: this.lookedAt, starts: parts.starts() };
    this.refused = parts.refused.load();
  }

  start(): void {
    this.timer = setInterval(() => void this.look(), lookEveryMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** What was taken back and is not in force now; empty if there is nothing. */
  words = (): string => this.trouble || (this.refused ? refusedWords(this.refused) : "");

  /** Values with which this Pi-hole does not start, which a leader may have all the same. */
  values = (): RefusedSettings["values"] => this.refused?.values ?? {};

  /** One look. Never rejects. */
  async look(): Promise<void> {
    this.leaveOutPause();
    if (this.looking) return;
    this.looking = true;
    try {
      this.forgetOld();
      this.readFile();
      const { now, answeredAt, starts } = this.parts;
      const answered = answeredAt();
      if (answered !== undefined && now() - answered < answersMs) {
        if (this.tried) this.withdraw();
        this.since = { at: now(), starts: starts() };
        [this.runsSince, this.tried, this.trouble] = [undefined, false, ""];
        await this.prove();
      } else await this.repair();
    } catch (error) {
      this.parts.log("pihole.settings-watch-failed", {
        error: errorText(error),
      });
    } finally {
      this.looking = false;
    }
  }

  /** While this agent stood still, or its host slept, it heard no answer: that time says nothing about Pi-hole. */
  private leaveOutPause(): void {
    const now = this.parts.now();
    const pauseMs = now - this.lookedAt - lookEveryMs;
    if (pauseMs > answersMs) {
      this.since = { ...this.since, at: this.since.at + pauseMs };
      if (this.runsSince !== undefined) this.runsSince += pauseMs;
    }
    this.lookedAt = now;
  }

  private readFile(): void {
    const { file, now } = this.parts;
    const { mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? {};
    if (mtimeMs === undefined || mtimeMs === this.written) return;
    this.versions.add(readFileSync(file, "utf8"), now() - Math.max(0, Date.now() - mtimeMs));
    this.written = mtimeMs;
  }

  /** Pi-hole answers: if it has started since the last look, its settings of that start are good ones. */
  private async prove(): Promise<void> {
    const { now, uptime, startKeys, good } = this.parts;
    if (now() - this.startLookedAt < startEveryMs) return;
    this.startLookedAt = now();
    const running = await uptime();
    const start = now() - running;
    if (Math.abs(start - this.provenStart) < answersMs || running < provenAfterMs) return;
    const known = good.load();
    // Of a start that was before this agent's, what has changed since is not told apart.
    const toml = this.versions.inForceAt(start) ?? (known ? undefined : this.versions.latest());
    if (toml !== undefined) {
      good.save({ toml, keys: [...(await startKeys())] });
      if (this.refused && isSetAnew(this.refused, toml)) this.forget();
    }
    this.provenStart = start;
  }

  private async repair(): Promise<void> {
    const { now, starts, uptime, good, replace, log } = this.parts;
    const runs = await uptime().then(
      () => true,
      () => false,
    );
    // A day's history takes half a minute and more to read, and Pi-hole answers nothing at all meanwhile.
    this.runsSince = runs ? (this.runsSince ?? now()) : undefined;
    const silentMs = now() - Math.max(this.since.at, this.runsSince ?? now());
    if (!doesNotStart({ starts: starts() - this.since.starts, silentMs, runs })) return;
    const [present, known] = [this.versions.latest(), good.load()];
    const back = present !== undefined && known ? takeBack(present, known, this.tried) : undefined;
    if (back === undefined)
      return this.tell("Pi-hole does not start, and its settings are those with which it did");
    const aside = `pihole.toml.refused-${new Date().toISOString().replace(/[-:]|\.\d+/g, "")}`;
    this.keep(present!, back, aside);
    replace(back.toml, aside);
    log("pihole.settings-taken-back", { settings: back.keys, file: aside });
    this.since = { at: now(), starts: starts() };
    this.tried = true;
  }

  /** It answers after all, with the settings that were to be taken back. */
  private withdraw(): void {
    if (!this.parts.withdraw()) return;
    this.forget();
    this.parts.log("pihole.settings-kept");
  }

  private keep(present: string, back: TakeBack, file: string): void {
    const { image, refused } = this.parts;
    const before = this.tried ? this.refused : undefined;
    this.refused = { at: Date.now(), ...refusedBy(present, back, before), file, image };
    refused.save(this.refused);
  }

  private forgetOld(): void {
    if (this.refused && !stillRefused(this.refused, Date.now(), this.parts.image)) this.forget();
  }

  private forget(): void {
    this.refused = undefined;
    this.parts.refused.remove();
  }

  private tell(trouble: string): void {
    if (trouble !== this.trouble) this.parts.log("pihole.does-not-start", { error: trouble });
    this.trouble = trouble;
  }
}
