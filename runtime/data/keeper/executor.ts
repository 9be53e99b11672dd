import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../../common/log";
import { withLock } from "../lock";
import type { Fence, Replicator, StandbyServices, Volumes } from "../ports";
import type { Action, Result } from "./keeper-types";
import { timing } from "./timing";
import { errorText } from "../../contract/error-text";

export interface ExecutorParts {
  readonly volumes: Volumes;
  readonly replicator: Replicator;
  readonly services: StandbyServices;
  readonly fence: Fence;
  /** Ends, and never rejects, when what an interrupted keeping of a branch has left half done is in its place. */
  readonly repaired: Promise<unknown>;
}

/** Of a stop that may not take longer than `stopMs`: what services have, the rest is for the datasets. */
const hastyMs = timing.stopMs - 3_000;
/** Of the same stop: how long the datasets wait for a repair. */
const repairMs = 2_000;
/** Of an orderly stop. */
const calmMs = 30_000;
const lockSeconds = 60;

/** Does what the keeper has decided. Rejects, in words, if it fails; after `signal` it begins nothing more. */
export class Executor {
  constructor(
    private readonly parts: ExecutorParts,
    private readonly fenced: boolean,
    private readonly lock: string,
    private readonly log: Log,
  ) {}

  async act(action: Action, signal: AbortSignal): Promise<Result> {
    try {
      return { ok: true, ...(await this.perform(action, signal)) };
    } catch (error) {
      return { ok: false, error: errorText(error) };
    }
  }

  private async perform(action: Action, signal: AbortSignal): Promise<{ readonly snapshot?: string }> {
    const { fence, services } = this.parts;
    switch (action.kind) {
      case "stop":
        await Promise.all([services.stop(hastyMs), this.repairedIn(repairMs)]);
        await this.setReadOnly();
        return {};
      case "claim":
        await fence.claim();
        return {};
      case "release":
        await fence.release();
        return {};
      case "take-over":
        return this.takeOver(signal);
      case "hand-over":
        return this.handOver(action.to, signal);
      case "serve":
        await services.start(signal);
        return {};
    }
  }

  private async takeOver(signal: AbortSignal): Promise<Record<string, never>> {
    const { fence, volumes, repaired } = this.parts;
    await repaired;
    signal.throwIfAborted();
    // If all peers are seen it may write without the router's word.
    if (this.fenced)
      await fence.claim().catch((error: Error) => this.log("fence.failed", { error: error.message }));
    // Whoever still receives here is told by the state file to end, and so lets go of the lock.
    await withLock(this.lock, lockSeconds, async () => {
      signal.throwIfAborted();
      await volumes.setWritable(true);
    });
    signal.throwIfAborted();
    return {};
  }

  private async handOver(to: string, signal: AbortSignal): Promise<{ readonly snapshot: string }> {
    const { fence, services } = this.parts;
    // Most of it goes while the services still run.
    await this.send(to, signal);
    signal.throwIfAborted();
    await services.stop(calmMs);
    await this.setReadOnly();
    const snapshot = await this.send(to, signal);
    signal.throwIfAborted();
    if (this.fenced) await fence.release();
    return { snapshot };
  }

  private async send(to: string, signal: AbortSignal): Promise<string> {
    const { snapshot, trouble } = await this.parts.replicator.run([to], signal);
    if (trouble[to]) throw new Error(trouble[to]);
    return snapshot;
  }

  private async repairedIn(ms: number): Promise<void> {
    const tooLong = new AbortController();
    const late = sleep(ms, undefined, { signal: tooLong.signal }).catch(() => undefined);
    await Promise.race([this.parts.repaired, late]);
    tooLong.abort();
  }

  private async setReadOnly(): Promise<void> {
    const { volumes } = this.parts;
    const roots = await volumes.look();
    if (roots.some(({ writable }) => writable)) await volumes.setWritable(false);
  }
}
