import { errorText } from "../../contract/error-text";
import { longest } from "../conditions/condition";
import type { JsonFile } from "../../common/json-file";
import type { Log } from "../../common/log";
import type { ClusterEvent } from "./event";
import { mergeEvents, newestOf } from "./merge-events";

/** An event that this node is about to tell. */
export interface EventDraft extends Pick<ClusterEvent, "code" | "severity" | "text"> {
  /** When it happened, in ms since 1970; now if it is not said. */
  readonly at?: number;
  readonly by?: string;
}

/** A card lives longer if it is not written at each event. */
const writeAfterMs = 5_000;

/** What happened lately on all nodes, kept over restarts. */
export class EventLog {
  private events: readonly ClusterEvent[];
  private writing: NodeJS.Timeout | undefined;
  private trouble = "";

  constructor(
    private readonly node: string,
    private readonly file: Pick<JsonFile<ClusterEvent[]>, "load" | "save">,
    private readonly log: Log,
    private readonly wall: () => number = Date.now,
  ) {
    this.events = mergeEvents(this.load());
  }

  /** All that is kept, the newest last. */
  list(): readonly ClusterEvent[] {
    return this.events;
  }

  /** This node's own after `id`. */
  after(id: number): ClusterEvent[] {
    return this.events.filter((event) => event.node === this.node && event.id > id);
  }

  /** The highest id of a node's events that is known here; 0 if there is none. */
  newest(node = this.node): number {
    return newestOf(this.events, node);
  }

  record({ code, severity, text, at = this.wall(), by = "" }: EventDraft): void {
    // Counts up also if the file is lost: by the clock then.
    const id = Math.max(this.newest() + 1, Math.floor(this.wall()));
    const event = {
      node: this.node,
      id,
      at,
      code,
      severity,
      text: text.slice(0, longest.text),
      by: by.slice(0, longest.name),
    };
    this.log("event", { code, severity, text, by });
    this.keep([event]);
  }

  /** What a peer tells of itself. Whatever names another node as its source is passed over. */
  hear(peer: string, events: readonly ClusterEvent[]): void {
    this.keep(events.filter(({ node }) => node === peer));
  }

  /** Writes what is not on the disk yet. */
  stop(): void {
    if (this.writing === undefined) return;
    clearTimeout(this.writing);
    this.write();
  }

  private keep(events: readonly ClusterEvent[]): void {
    if (events.length === 0) return;
    this.events = mergeEvents(this.events, events);
    this.writing ??= setTimeout(() => this.write(), writeAfterMs);
  }

  private load(): readonly ClusterEvent[] {
    try {
      return this.file.load() ?? [];
    } catch (error) {
      this.log("events.unreadable", { error: errorText(error) });
      return [];
    }
  }

  private write(): void {
    this.writing = undefined;
    try {
      this.file.save([...this.events]);
      this.trouble = "";
    } catch (error) {
      const text = errorText(error);
      if (text !== this.trouble) this.log("events.not-written", { error: text });
      this.trouble = text;
    }
  }
}
