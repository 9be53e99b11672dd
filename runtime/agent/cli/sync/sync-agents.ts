import * as z from "zod";
import type { AgentConfig } from "../../../contract/agent-config";
import { channelPort } from "../../../contract/files";
import { ChannelClient, type ChannelQuestion } from "../../channel/channel-client";
import type { ChannelKeys } from "../../channel/channel-keys";
import { isForeign } from "../../channel/psk";
import type { Published } from "../../sync/leader/publisher";
import { asidesSchema, type Aside } from "../../sync/model/aside";
import { LeaderChannel } from "../../sync/leader/leader-channel";
import type { KeptElsewhere } from "../../sync/apply/restore-state";
import { settingKeys, type Traits } from "../../sync/model/setting-keys";
import { settingValue, syncStateSchema, type SyncState } from "../../sync/model/sync-state";
import { detailsSchema, type SyncDetails } from "../../sync/sync-status";

/** A node's Pi-hole as its agent reads it. */
export interface OwnState {
  readonly node: string;
  readonly state: SyncState;
  readonly traits: Traits;
  /** What of it the cluster cannot share. */
  readonly aside: readonly Aside[];
}

const trait = z.object({ restarts: z.boolean(), forced: z.boolean(), refused: settingValue.optional() });
const ownState = z.object({
  node: z.string(),
  state: syncStateSchema,
  traits: z.partialRecord(z.enum(settingKeys), trait),
  aside: asidesSchema.default([]),
});
const restored = z.object({ node: z.string(), words: z.array(z.string()) });
const refusal = z.object({ node: z.string(), error: z.string() });

const loopback = "127.0.0.1";
const readMs = 20_000;
/** A whole state is some thousand requests, with pauses; on a small host 14 a second were seen. */
const restoreMs = 30 * 60_000;

/** The agents as a command asks them, over their own channel. Every question rejects if it has no whole answer. */
export class Agents {
  private readonly client: ChannelClient;
  private readonly never = new AbortController().signal;

  constructor(
    keys: ChannelKeys,
    private readonly config: Pick<AgentConfig, "node" | "vip">,
    port = channelPort,
  ) {
    this.client = new ChannelClient(keys, config.node, port);
  }

  /** The agent of this node. */
  own(): Promise<OwnState> {
    return this.ask(loopback, { method: "GET", path: "/own", deadlineMs: readMs }, ownState);
  }

  /** How this node's sync goes, with the names that the public status does not tell. */
  details(): Promise<SyncDetails> {
    return this.ask(loopback, { method: "GET", path: "/sync", deadlineMs: readMs }, detailsSchema);
  }

  /** The one that has the virtual IP. */
  async leader(): Promise<Published> {
    const published = await new LeaderChannel(this.client, () => this.config.vip).ask(null, 0, this.never);
    if (!published) throw new Error("the leader gave no state");
    return published;
  }

  /** Has the leader put a kept state back; `here` where this node leads. */
  restore(kept: KeptElsewhere, here: boolean): Promise<z.infer<typeof restored>> {
    const question = { method: "POST", path: "/restore", body: kept, deadlineMs: restoreMs } as const;
    return this.ask(here ? loopback : this.config.vip, question, restored);
  }

  private async ask<T>(address: string, question: ChannelQuestion, schema: z.ZodType<T>): Promise<T> {
    const { status, body } = await this.client.ask(address, question, this.never).catch((error: unknown) => {
      throw isForeign(error) ? new Error("the agent asked does not share this node's cluster secret") : error;
    });
    if (status === 200) return schema.parse(body);
    const { data } = refusal.safeParse(body);
    throw new Error(data ? `${data.node}: ${data.error}` : `the agent answered ${status}`);
  }
}
