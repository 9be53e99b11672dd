import type { z } from "zod";
import type { PiholeRequest } from "../../../../../runtime/agent/pihole/pihole-request";
import type { PiholeReply } from "../../../../../runtime/agent/pihole/pihole-client";
import { AsideBook } from "../../../../../runtime/agent/sync/follower/aside-book";
import { plan } from "../../../../../runtime/agent/sync/plan/sync-plan";
import { readSyncState, type StateReading } from "../../../../../runtime/agent/sync/read/read-sync-state";
import { RemovalWindow, type snapshotsSchema } from "../../../../../runtime/agent/sync/plan/removal-window";
import { requestOf } from "../../../../../runtime/agent/sync/apply/requests";
import type { RoundParts } from "../../../../../runtime/agent/sync/follower/sync-round";
import { settingKeys, type SettingKey } from "../../../../../runtime/agent/sync/model/setting-keys";
import type { SyncState } from "../../../../../runtime/agent/sync/model/sync-state";
import { ModelConfig, type ModelSetting } from "./model/config";
import { ModelPihole } from "./model/pihole";
import { ModelTables } from "./model/tables";
import { stateWith } from "./states";
import { gravityNamed } from "./gravity";

const restarting: readonly SettingKey[] = ["dns.cnameRecords", "dhcp.hosts"];

const setting = (key: SettingKey): [SettingKey, ModelSetting] => [
  key,
  { value: [], restarts: restarting.includes(key), forced: false },
];

/** What was removed within the last hour, in memory. */
export function removalWindow(now: () => number = () => 0): RemovalWindow {
  let kept: z.infer<typeof snapshotsSchema> | undefined;
  return new RemovalWindow({ load: () => kept, save: (value) => void (kept = value) }, now);
}

/** A round whose Pi-hole answers, and whom no restart, removal or other leader disturbs. */
export const undisturbed = () => ({
  window: removalWindow(),
  shared: { differs: () => false, forget: () => undefined },
  removalShare: 0.3,
  accepted: () => undefined,
  answers: () => Promise.resolve(true),
  restartForbidden: () => "",
  follows: () => true,
  restarted: () => undefined,
  restartContainer: () => undefined,
  starts: { slowestMs: () => 0, took: () => undefined },
});

/** A node's own Pi-hole, in memory, and whatever else works on it. Its groups' names have to be those of `state`. */
export class FakeOwn {
  readonly model: ModelPihole;
  readonly writes: string[] = [];
  readonly kept: { state: SyncState; why: string; writes: number }[] = [];
  /** Says yes, and forgets. */
  loses = false;
  /** What it says of every item instead of doing what it is asked. */
  complaint = "";
  onWrite: () => void | Promise<void> = () => undefined;

  constructor(state: SyncState = stateWith()) {
    const keys = settingKeys.filter((key) => ["dns.hosts", ...restarting].includes(key));
    this.model = new ModelPihole(new ModelTables(5), new ModelConfig(new Map(keys.map(setting))));
    const now = this.read();
    for (const step of plan(state, now.state, now.traits))
      if (step.kind !== "gravity") this.model.handle(requestOf(step, now.groupIds));
  }

  state(): SyncState {
    return this.read().state;
  }

  parts(change: Partial<RoundParts> = {}): RoundParts {
    return {
      pihole: {
        ask: (question) => this.ask(question),
        text: () => Promise.reject(new Error("no gravity here")),
      },
      own: { read: () => Promise.resolve(this.read()), gravityBuiltAt: () => Promise.resolve(1) },
      folder: { gravityRuns: () => false, runEnded: () => undefined },
      record: { built: () => undefined },
      kept: {
        keep: (state, why) => `kept ${this.kept.push({ state, why, writes: this.writes.length })}`,
      },
      ...undisturbed(),
      book: new AsideBook(() => 0),
      gravityWaits: () => false,
      log: () => undefined,
      ...change,
    };
  }

  private read(): StateReading {
    return readSyncState(this.model.answers(), gravityNamed("one"));
  }

  private async ask({ method, path, body }: PiholeRequest): Promise<PiholeReply> {
    if (method === "GET") return { status: 200, body: this.model.answers().groups };
    this.writes.push(`${method} ${path}`);
    await this.onWrite();
    if (this.complaint) return { status: 201, body: this.complained(body) };
    if (this.loses) return { status: 201, body: this.said(body) };
    return this.model.handle({ method: method as "POST", path, body, pauseMs: 0 });
  }

  private complained(body: unknown) {
    return { processed: { success: [], errors: [{ item: items(body)[0]!, error: this.complaint }] } };
  }

  private said(body: unknown) {
    return { processed: { success: items(body).map((item) => ({ item })), errors: [] } };
  }
}

const items = (body: unknown): string[] => (body as { domain: string[] }).domain;
