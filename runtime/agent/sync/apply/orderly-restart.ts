import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import type { JsonFile } from "../../../common/json-file";
import type { DnsmasqFiles } from "./dnsmasq-files";
import { restartSettings } from "../read/restart-settings";
import { restarting, uptime, type RestartParts } from "./restart-watch";
import { errorText } from "../../../contract/error-text";

export interface OrderlyParts extends RestartParts {
  readonly leads: () => boolean;
  /** Kept over restarts of the agent, which would else take what waits for what is in force. */
  readonly start: Pick<JsonFile<z.infer<typeof startSchema>>, "load" | "save">;
  /** Files that Pi-hole reads at its start, besides its settings. */
  readonly files: Pick<DnsmasqFiles, "digest" | "tell">;
  /** Every node that could take over has this leader's settings. */
  readonly followersEqual: () => boolean;
  /** Another node leads, or could. */
  readonly otherServes: () => boolean;
  /** Hands the VIP over, or ends that. */
  readonly drain: (wanted: boolean) => void;
}

/** What Pi-hole had at its start: `at` is unix time in ms, known to within a second. */
export const startSchema = z.object({ at: z.number(), settings: z.string() });

const unknownStart = { at: 0, settings: "" };

const lookMs = 50;
/** `settleMs`: questions that came before the VIP left are still being answered, since Unbound takes a while. */
const patience = { followersMs: 120_000, handOverMs: 15_000, settleMs: 1_500 };
const sameStartMs = 2_000;

/**
 * A setting that Pi-hole takes at its start alone is kept by the guard without the restart that Pi-hole would do at
 * once, in the midst of everybody's queries. The restart is done here: when the followers have the setting too, the VIP
 * goes to one of them, and only then is Pi-hole restarted.
 */
export class OrderlyRestart {
  private looking: Promise<void> | undefined;
  private again = false;
  private trouble = "";
  /** Pi-hole could not be asked the last time. */
  private unread = false;

  constructor(
    private readonly parts: OrderlyParts,
    private readonly waitAtMost = patience,
  ) {}

  /** Looks whether a restart is due, and does it; one look at a time. Never rejects. */
  look(signal: AbortSignal): Promise<void> {
    if (this.looking) {
      this.again = true;
      return this.looking;
    }
    this.looking = this.lookAll(signal).finally(() => (this.looking = undefined));
    return this.looking;
  }

  /** Settings wait for a restart of Pi-hole; why they still wait. */
  waits(): string {
    return this.trouble;
  }

  private async lookAll(signal: AbortSignal): Promise<void> {
    do {
      this.again = false;
      try {
        if (await this.looked(signal)) await this.restart(signal);
        this.trouble = "";
      } catch (error) {
        if (signal.aborted) return;
        const trouble = errorText(error);
        if (trouble !== this.trouble) this.parts.log("restart.failed", { error: trouble });
        this.trouble = trouble;
      }
    } while (this.again);
  }

  /** Whether a restart is due. A Pi-hole that starts cannot be asked for a while, and that is told once. */
  private async looked(signal: AbortSignal): Promise<boolean> {
    try {
      const due = await this.due(signal);
      this.unread = false;
      return due;
    } catch (error) {
      signal.throwIfAborted();
      if (!this.unread) this.parts.log("restart.unknown", { error: errorText(error) });
      this.unread = true;
      return false;
    }
  }

  private async due(signal: AbortSignal): Promise<boolean> {
    const { files, pihole } = this.parts;
    const given = files.digest();
    const at = Date.now() - (await uptime(pihole, signal));
    const { body } = await pihole.ask({ method: "GET", path: "/api/config?detailed=true" }, signal);
    const settings = `${restartSettings(body)} ${given}`;
    const start = this.parts.start.load();
    const known = start && Math.abs(start.at - at) < sameStartMs;
    if (known && start.settings !== settings) return true;
    if (!known) this.parts.start.save({ at, settings });
    files.tell(given);
    return false;
  }

  private async restart(signal: AbortSignal): Promise<void> {
    const { log, drain, leads, followersEqual, otherServes, pihole } = this.parts;
    const { followersMs, handOverMs, settleMs } = this.waitAtMost;
    log("restart.due", { leads: leads() });
    await until(
      "the other nodes have not taken the settings over",
      followersMs,
      () => !leads() || followersEqual(),
      signal,
    );
    // While the followers took them over, somebody may have put the settings back.
    if (!(await this.due(signal))) return log("restart.withdrawn");
    drain(true);
    try {
      await until(
        "no other node has taken the virtual IP over",
        handOverMs,
        () => !leads() && otherServes(),
        signal,
      );
      await delay(settleMs, undefined, { signal });
      if (!(await this.due(signal))) return log("restart.withdrawn");
      const from = performance.now();
      const question = { method: "POST", path: "/api/action/restartdns" } as const;
      await restarting(this.parts, () => pihole.ask(question), signal);
      log("restart.done", { ms: Math.round(performance.now() - from) });
      // What it has started with is known only by looking, and the look that comes with the next change is too late.
      this.parts.start.save(unknownStart);
      this.again = true;
    } finally {
      drain(false);
    }
  }
}

async function until(
  otherwise: string,
  ms: number,
  check: () => boolean,
  signal: AbortSignal,
): Promise<void> {
  const end = performance.now() + ms;
  while (!check()) {
    if (performance.now() > end) throw new Error(`Pi-hole is to be restarted for its settings: ${otherwise}`);
    await delay(lookMs, undefined, { signal });
  }
}
