import * as z from "zod";
import { setTimeout as delay } from "node:timers/promises";
import { parsed } from "../../common/json";
import type { ChannelClient } from "../channel/channel-client";
import { pageSchema, unpacked } from "./query";
import type { HistoryStore } from "./store";

const deadlineMs = 5_000;
/** Between two pages: a peer that sends a whole history has to probe its DNS meanwhile. */
const pauseMs = 100;

const placeSchema = z.object({ store: z.string(), next: z.number() });

/** Copies from a peer what has come into its history: that node's own queries, and those of all others. */
export class HistoryPuller {
  constructor(
    private readonly peer: { readonly name: string; readonly podAddress: string },
    private readonly channel: Pick<ChannelClient, "ask">,
    private readonly store: Pick<HistoryStore, "meta" | "add">,
    private readonly signal: AbortSignal,
    private readonly pause = pauseMs,
  ) {}

  /** Resolves to how many queries were new. Rejects if the peer does not answer: it is asked again from the same place. */
  async pull(): Promise<number> {
    let added = 0;
    for (;;) {
      const place = placeSchema.safeParse(parsed(this.store.meta(this.key()) ?? ""));
      const { store, next } = place.data ?? { store: "", next: 0 };
      const path = `/history?${new URLSearchParams({ store, after: String(next) }).toString()}`;
      const { status, body } = await this.channel.ask(
        this.peer.podAddress,
        { method: "GET", path, deadlineMs },
        this.signal,
      );
      // It keeps no history, or is of a version that knows none.
      if (status === 404) return added;
      const { data, error } = pageSchema.safeParse(status === 200 ? body : undefined);
      if (!data) throw new Error(`${this.peer.name} answered ${status}: ${error.message}`);
      const value = JSON.stringify({ store: data.store, next: data.next });
      added += this.store.add(unpacked(data), { key: this.key(), value });
      if (!data.more) return added;
      await delay(this.pause, undefined, { signal: this.signal });
    }
  }

  private key = (): string => `peer ${this.peer.name}`;
}
