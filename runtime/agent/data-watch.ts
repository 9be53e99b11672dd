import * as z from "zod";
import {
  dataStateSchema,
  judgeCopies,
  replicationLagMs,
  type DataState,
  type PeersSeen,
} from "../contract/data-state";
import { parsed } from "../common/json";
import type { Peer } from "./peers/peer";
import { readText, replaceFile } from "../common/text-file";
import { errorText } from "../contract/error-text";

/** What has not changed for longer is not known. */
const freshMs = 5_000;
const everyMs = 1_000;

/** This node's data: what its keeper says; `trouble` says why nothing is known of it. */
export interface DataSeen {
  readonly state: DataState | undefined;
  readonly trouble: string;
}

/**
 * Reads what the host's data keeper says, and tells it of the peers. No failure here touches DNS. If the host has
 * no data keeper, there is nothing to see and nothing to tell.
 */
export class DataWatch {
  private text: string | undefined;
  private changedAt = -Infinity;
  private state: DataState | undefined;
  private unreadable = "";
  private trouble = "";
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly paths: { readonly dataState: string; readonly peersSeen: string },
    private readonly known: () => { readonly draining: boolean; readonly peers: readonly Peer[] },
    private readonly now: () => number = () => performance.now(),
    private readonly wall: () => number = Date.now,
  ) {}

  start(): void {
    this.look();
    this.timer = setInterval(() => this.look(), everyMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Undefined if the host has no data keeper. */
  seen(): DataSeen | undefined {
    if (this.text === undefined && this.trouble === "") return undefined;
    const trouble = this.trouble || this.unreadable;
    if (trouble !== "") return { state: undefined, trouble };
    const fresh = this.now() - this.changedAt <= freshMs;
    return fresh
      ? { state: this.state, trouble: "" }
      : { state: undefined, trouble: "the data keeper has said nothing new for five seconds" };
  }

  /** Reads and tells once. */
  look(): void {
    try {
      const text = readText(this.paths.dataState);
      this.trouble = "";
      if (text !== this.text) this.take(text);
      if (text !== undefined) replaceFile(this.paths.peersSeen, `${JSON.stringify(this.tell())}\n`);
    } catch (error) {
      this.trouble = errorText(error);
    }
  }

  private take(text: string | undefined): void {
    // An old file that lies there from before says nothing: it is fresh once it changes.
    if (this.text !== undefined) this.changedAt = this.now();
    this.text = text;
    const result = text === undefined ? undefined : dataStateSchema.safeParse(parsed(text));
    this.state = result?.data;
    this.unreadable = result?.error ? `${this.paths.dataState}: ${z.prettifyError(result.error)}` : "";
  }

  private tell(): PeersSeen {
    const { draining, peers } = this.known();
    return {
      at: this.wall(),
      draining,
      peers: peers.map(({ name, status }) => ({
        name,
        visible: status !== undefined,
        leads: status?.vrrp.state === "MASTER",
        data: status?.data?.state ?? null,
      })),
    };
  }
}

/** What /status says of the data; ages are in the unit that their names end with. */
export function dataStatus({ state, trouble }: DataSeen, at: number) {
  const lag = state ? replicationLagMs(state, at) : null;
  return {
    state: state ?? null,
    trouble,
    replicationLagSeconds: lag === null ? null : lag / 1000,
    alert: state ? lagAlert(state, at) : trouble,
  };
}

/** Why somebody should look at the copies; empty if nobody has to. */
function lagAlert(state: DataState, at: number): string {
  const copies = judgeCopies(state, at);
  switch (copies.kind) {
    case "alone":
    case "fine":
      return "";
    case "no copy":
      return "some dataset has no copy";
    case "late":
      return `the copy is ${Math.round(copies.lagMs / 1000)} s behind, more than ${state.maxLagSeconds} s`;
  }
}
