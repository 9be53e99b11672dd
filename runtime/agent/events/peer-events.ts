import * as z from "zod";
import type { ChannelClient } from "../channel/channel-client";
import type { Peer } from "../peers/peer";
import { eventSchema, mostEvents } from "./event";
import type { EventLog } from "./event-log";

const deadlineMs = 2_000;
const answerSchema = z.object({ events: z.array(eventSchema).max(mostEvents) });

/** Takes over what the peers tell, as soon as one has something new. */
export class PeerEvents {
  private readonly asking = new Set<string>();

  constructor(
    private readonly events: EventLog,
    private readonly channel: Pick<ChannelClient, "ask">,
  ) {}

  /** Asks each peer whose newest event is not known here, one question at a time. */
  look(peers: readonly Peer[]): void {
    for (const { name, podAddress, status } of peers) {
      const newest = status?.newestEvent ?? 0;
      const known = this.events.newest(name);
      if (newest <= known || this.asking.has(name)) continue;
      this.asking.add(name);
      void this.take(name, podAddress, known).finally(() => this.asking.delete(name));
    }
  }

  /** A question that fails is put again at the next look: the peer's report says that there is something. */
  private async take(name: string, address: string, known: number): Promise<void> {
    try {
      const path = `/events?after=${known}`;
      const { status, body } = await this.channel.ask(address, { method: "GET", path, deadlineMs });
      const { data } = answerSchema.safeParse(body);
      if (status === 200 && data) this.events.hear(name, data.events);
    } catch {
      return;
    }
  }
}
