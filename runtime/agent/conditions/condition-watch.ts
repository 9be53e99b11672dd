import type { EventDraft, EventLog } from "../events/event-log";
import { conditionEvents, eventsBetween } from "../events/derive";
import { isExplained, moveBetween, moveEvent, type Move } from "../events/vip-move";
import type { HostWatch } from "../host/host-watch";
import type { Snapshot } from "../snapshot";
import { mostConditions, type Condition } from "./condition";
import { nextHeld, nothingHeld, toldOf, type Held } from "./held";
import type { ConditionKind, NodeSight } from "./kind";
import { mergeConditions, worstFirst } from "./merge-conditions";
import { remember, type PeerMemory } from "./peer-memory";

type Seen = Omit<Snapshot, "conditions">;

const repeatedMs = 10 * 60_000;

/** Another node, or this one before its agent's restart, has told the same a moment ago. */
const isRepeated = ({ code, text }: EventDraft, { events, snapshot }: NodeSight): boolean =>
  events.filter((event) => event.code === code && snapshot.at - event.at <= repeatedMs).at(-1)?.text === text;

/** Finds out what a person may have to do something about, and tells the events log what happened. */
export class ConditionWatch {
  private held: Held = nothingHeld;
  private memory: ReadonlyMap<string, PeerMemory> = new Map();
  private last: NodeSight | undefined;
  private move: Move | undefined;

  constructor(
    private readonly kinds: readonly ConditionKind[],
    private readonly host: Pick<HostWatch, "seen">,
    private readonly events: Pick<EventLog, "list" | "record">,
  ) {}

  /** To be called once a second, and when the role has changed. */
  look(snapshot: Seen): void {
    const before = this.last;
    this.memory = remember(this.memory, snapshot.peers, snapshot.at);
    const sight = { snapshot, memory: this.memory, host: this.host.seen(), events: this.events.list() };
    const held = nextHeld(this.held, this.kinds, sight, snapshot.at);
    const drafts = [
      ...(before ? eventsBetween(before, sight) : []),
      ...conditionEvents(this.held, held, sight),
    ];
    this.held = held;
    this.last = sight;
    drafts.filter((draft) => !isRepeated(draft, sight)).forEach((draft) => this.events.record(draft));
    this.tellMove(before, sight);
  }

  /** What this node has found itself, the worst first. */
  own(): Condition[] {
    return worstFirst(toldOf(this.held)).slice(0, mostConditions);
  }

  /** The same with what the peers have found. */
  all(): Condition[] {
    const peers = this.last?.snapshot.peers ?? [];
    return mergeConditions([this.own(), ...peers.map(({ status }) => status?.conditions ?? [])]);
  }

  private tellMove(before: NodeSight | undefined, sight: NodeSight): void {
    this.move = (before && moveBetween(before, sight)) ?? this.move;
    if (!this.move || !isExplained(this.move, sight)) return;
    this.events.record(moveEvent(this.move, sight));
    this.move = undefined;
  }
}
