import type { Log } from "../../../common/log";
import type { JsonFile } from "../../../common/json-file";
import type { PiholeClient } from "../../pihole/pihole-client";
import { judgeBlocking, type Deadline } from "./blocking-deadline";
import type { SyncState } from "../model/sync-state";

/** Sees to it that a pause of blocking ends when it should, also if Pi-hole or the whole house is restarted in it. */
export class BlockingTimer {
  constructor(
    private readonly pihole: Pick<PiholeClient, "ask">,
    private readonly file: Pick<JsonFile<Deadline>, "load" | "save" | "remove">,
    private readonly log: Log,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * Looks at how blocking was found in a Pi-hole that has run for so long; resolves to true if that is changed now.
   * Rejects as `PiholeClient.ask` does.
   */
  async look(blocking: SyncState["blocking"], uptimeMs: number): Promise<boolean> {
    const now = this.now();
    const verdict = judgeBlocking(this.file.load(), blocking, now, now - uptimeMs);
    switch (verdict.kind) {
      case "nothing":
        return false;
      case "note":
        this.file.save(verdict.deadline);
        return false;
      case "forget":
        this.file.remove();
        return false;
      case "set": {
        const { enabled, timer } = verdict;
        this.log("blocking.resumed", { enabled, seconds: timer });
        // A timer for the state that is in force ends in "enabled": the end that is wanted has to be there before.
        if (timer !== null && enabled) await this.set(false, null);
        await this.set(enabled, timer);
        if (timer === null) this.file.remove();
        else
          this.file.save({ at: now + timer * 1000, seconds: timer, start: now - uptimeMs, then: !enabled });
        return true;
      }
    }
  }

  private async set(enabled: boolean, timer: number | null): Promise<void> {
    await this.pihole.ask({ method: "POST", path: "/api/dns/blocking", body: { blocking: enabled, timer } });
  }
}
