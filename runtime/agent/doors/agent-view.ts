import type { ClusterEvent } from "../events/event";
import type { ClusterSums } from "../page/sums/node-sums";
import type { Role } from "../role";
import type { Snapshot } from "../snapshot";
import { bootMs } from "../../common/boot-clock";
import { staleAfterMs, type ToDoors } from "./doors-protocol";

type Told = Extract<ToDoors, { kind: "snapshot" }>;

/** What the doors know of the agent: its last word, which holds for two and a half seconds. */
export class AgentView {
  private told: Told | undefined;
  private happened: readonly ClusterEvent[] = [];
  private summed: ClusterSums | undefined;

  constructor(private readonly now: () => number = bootMs) {}

  hear(told: Told): void {
    this.told = told;
  }

  hearEvents(events: readonly ClusterEvent[]): void {
    this.happened = events;
  }

  /** What happened lately on all nodes, the newest last. */
  events(): readonly ClusterEvent[] {
    return this.happened;
  }

  hearSums(sums: ClusterSums | undefined): void {
    this.summed = sums;
  }

  /** What all nodes have answered; undefined until one has told. */
  sums(): ClusterSums | undefined {
    return this.summed;
  }

  /** Undefined if the agent has not told it lately. */
  snapshot(): Snapshot | undefined {
    return this.fresh()?.snapshot;
  }

  /** Follower unless the agent has just said otherwise: a follower refuses every change. */
  role(): Role {
    return this.fresh()?.snapshot.role ?? "follower";
  }

  restartsLater(): boolean {
    return this.fresh()?.restartsLater ?? false;
  }

  private fresh(): Told | undefined {
    return this.told && this.now() - this.told.at <= staleAfterMs ? this.told : undefined;
  }
}
