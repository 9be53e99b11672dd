import type { Log } from "../../common/log";
import { failureOf } from "./failure";

const everyMs = 60_000;

export interface HeartbeatOptions {
  /** Empty if there is none. */
  readonly url: () => string;
  /** This node leads, and a spare could take over now. Nobody else asks. */
  readonly sight: () => { readonly leads: boolean; readonly spare: boolean };
  /** Rejects with a Failure. */
  readonly get: (url: string) => Promise<unknown>;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * A service elsewhere is asked once a minute while all is well, and tells people if it is not asked any more: a house
 * without power or internet cannot tell anybody itself.
 */
export class Heartbeat {
  private askedAt = -Infinity;
  private trouble = "";

  constructor(private readonly options: HeartbeatOptions) {}

  /** Is called every second. Never rejects. */
  async tick(): Promise<void> {
    const { url, sight, get, log, now } = this.options;
    const target = url();
    if (target === "" || now() - this.askedAt < everyMs) return;
    const { leads, spare } = sight();
    if (!leads) return;
    this.askedAt = now();
    try {
      const asked = spare ? target : failUrl(target);
      if (asked !== undefined) await get(asked);
      this.trouble = "";
    } catch (error) {
      const { message } = failureOf(error);
      if (message !== this.trouble) log("notify.heartbeat-failed", { error: message });
      this.trouble = message;
    }
  }

  /** Why it was not accepted last; empty if it was. */
  seen(): string {
    return this.trouble;
  }
}

/** Services like Healthchecks can be told of a failure; to others, silence says the same. */
function failUrl(url: string): string | undefined {
  const { hostname, pathname } = new URL(url);
  if (hostname !== "hc-ping.com" && !/^\/ping\/[^/]+\/?$/.test(pathname)) return undefined;
  return `${url.replace(/\/+$/, "")}/fail`;
}
