import type { Channel } from "../../contract/notify-config";
import type { Condition } from "../conditions/condition";
import type { ClusterEvent } from "../events/event";
import type { Log } from "../../common/log";
import { afterAccepted, afterFailure, noAttempts, withNothingToTell, type Attempts } from "./attempts";
import type { Channels } from "./channels";
import type { Claim, NodeVisibility } from "./episodes";
import type { NotifyExchange } from "./notify-exchange";
import { failureOf } from "./failure";
import { isWithinHours } from "./hours";
import { advanced, afterTelling, untold, type Ledger, type Untold } from "./ledger";
import { messageOf, testMessage, type Message, type Sender } from "./alert-message";
import { muted } from "./mutes";
import { failingCode, type ChannelSeen } from "./notify-seen";
import { deadlineOf } from "./senders/senders";
import { believed, messagesSince } from "./told-messages";
import { hearsWithinMs, isOurTurn, orderOf, type SeenNode } from "./turn";

/** What begins within this time goes into one message. */
const gatherMs = 3_000;
/** A channel gets no more messages in the time; what comes then goes into one. */
const limit = { messages: 10, ms: 600_000 };
/** A channel that fails for so long, while others are told, is a condition. */
const failingMs = 300_000;

/** A peer, as this node sees it. */
export interface SeenPeer {
  readonly name: string;
  /** It answers. */
  readonly seen: boolean;
  readonly leads: boolean;
  readonly priority: number;
  readonly conditions: readonly Condition[];
  readonly notify: NotifyExchange | undefined;
}

export interface ClusterSight {
  readonly leads: boolean;
  readonly priority: number;
  /** Of this node. */
  readonly conditions: readonly Condition[];
  readonly peers: readonly SeenPeer[];
  /** Of this node and of those that it has heard of. */
  readonly events: readonly ClusterEvent[];
}

export interface NotifierOptions {
  readonly node: string;
  readonly channels: () => Channels;
  readonly cluster: () => ClusterSight;
  /** How long a node that has come or gone may need until it says a thing of this code again. */
  readonly settleMs: (code: string) => number;
  readonly deliver: (channel: Channel, message: Message, deadlineMs: number) => Promise<void>;
  readonly ledger: { readonly load: () => Ledger; readonly save: (ledger: Ledger) => void };
  readonly log: Log;
  /** ms since 1970 */
  readonly now: () => number;
}

export interface TestResult {
  readonly name: string;
  readonly kind: string;
  readonly accepted: boolean;
  readonly error: string;
}

/** Tells people what is wrong and what is over: once each, by one node of those that see each other. */
export class Notifier {
  private ledger: Ledger;
  private readonly startedAt: number;
  private readonly attempts = new Map<string, Attempts>();
  /** By channel and thing, since when it has been untold. */
  private readonly since = new Map<string, ReadonlyMap<string, number>>();
  private sights: Record<string, NodeVisibility> = {};
  /** By channel, who sends before whom, and when that changed last. */
  private readonly orders = new Map<string, { readonly order: string; readonly changedAt: number }>();
  private known: readonly Channel[] = [];
  private readonly underWay = new Set<Promise<void>>();

  constructor(private readonly options: NotifierOptions) {
    this.ledger = options.ledger.load();
    this.startedAt = options.now();
  }

  /** Looks once, and begins to send what is due. Is called every second. */
  tick(): void {
    const { now: clock, cluster, channels, node, settleMs } = this.options;
    const now = clock();
    const sight = cluster();
    const { channels: all } = channels();
    this.takeUp(all);
    this.look(sight, now);
    const seen = sight.peers.filter((peer) => peer.seen);
    const claims: Claim[] = [
      { node, conditions: sight.conditions },
      ...seen.map(({ name, conditions }) => ({ node: name, conditions })),
    ];
    const heard = seen.flatMap(({ notify }) => (notify ? [notify] : []));
    const input = { self: node, claims, sights: this.sights, settleMs, now };
    this.ledger = advanced(this.ledger, all, heard, input);
    for (const channel of all) this.serve(channel, sight, now);
    this.options.ledger.save(this.ledger);
  }

  /** Resolves when no message is on its way. */
  async settled(): Promise<void> {
    await Promise.all(this.underWay);
  }

  /** What the peers are told. */
  exchange(): NotifyExchange {
    const words = [...this.attempts].map(([name, { failingSince, sends }]) => {
      return [name, { fails: failingSince !== undefined, sends }] as const;
    });
    const { told, mutes } = this.ledger;
    return {
      told,
      mutes,
      upMs: Math.max(0, this.options.now() - this.startedAt),
      channels: Object.fromEntries(words.filter(([, { fails, sends }]) => fails || sends)),
    };
  }

  seen(): ChannelSeen[] {
    const { now, cluster, channels } = this.options;
    const all = channels().channels;
    if (all.length === 0) return [];
    const { events } = cluster();
    return all.map((channel) => {
      const attempts = this.attemptsOf(channel.name);
      const { trouble, acceptedAt, accepted, failed } = attempts;
      return {
        name: channel.name,
        kind: channel.kind,
        untold: untold(this.ledger, channel, events, now()).length,
        trouble,
        lost: this.isLost(channel.name, attempts),
        acceptedAt: acceptedAt ?? null,
        accepted,
        failed,
      };
    });
  }

  /** Without internet all fail, and nobody can be told: that is no trouble of one channel's. */
  private isLost(name: string, { failingSince, final }: Attempts): boolean {
    if (failingSince === undefined || final) return final;
    const { now, channels } = this.options;
    const others = channels().channels.filter((other) => other.name !== name);
    const othersWork = others.some((other) => messagesSince(this.ledger.told, other.name, failingSince) > 0);
    return othersWork && now() - failingSince >= failingMs;
  }

  /** Conditions that channels were told of, by key; and until when what is muted. */
  told(): { readonly believed: readonly string[]; readonly mutes: Readonly<Record<string, number>> } {
    const { told, mutes } = this.ledger;
    const now = this.options.now();
    const lasting = Object.entries(mutes).filter(([, { until }]) => until > now);
    return {
      believed: believed(told),
      mutes: Object.fromEntries(lasting.map(([key, { until }]) => [key, until])),
    };
  }

  /** Nothing is told about a key, or a code, for so long; 0 ends it. */
  mute(key: string, ms: number): void {
    const now = this.options.now();
    this.ledger = { ...this.ledger, mutes: muted(this.ledger.mutes, key, now + ms, now) };
    this.options.ledger.save(this.ledger);
  }

  /** Sends a test to one channel or to all of them. Rejects if there is no such channel. */
  async test(name?: string): Promise<TestResult[]> {
    const { channels, now } = this.options;
    const all = channels().channels;
    const asked = all.filter((channel) => name === undefined || channel.name === name);
    if (asked.length === 0) {
      const names = all.map((channel) => channel.name).join(", ") || "none: set `notify` in the config";
      throw new Error(
        name === undefined
          ? "there is no channel; set `notify` in the config"
          : `there is no channel ${name}; there are: ${names}`,
      );
    }
    return Promise.all(
      asked.map(async (channel): Promise<TestResult> => {
        const about = { name: channel.name, kind: channel.kind };
        try {
          await this.options.deliver(channel, testMessage(this.sender(), now()), deadlineOf(channel.kind));
          this.attempts.set(channel.name, afterAccepted(this.attemptsOf(channel.name), now()));
          return { ...about, accepted: true, error: "" };
        } catch (error) {
          return { ...about, accepted: false, error: failureOf(error).message };
        }
      }),
    );
  }

  private attemptsOf(name: string): Attempts {
    return this.attempts.get(name) ?? noAttempts;
  }

  /** After a change of the config, what has failed is tried again. */
  private takeUp(channels: readonly Channel[]): void {
    if (channels === this.known) return;
    this.known = channels;
    for (const [name, { sends }] of [...this.attempts]) if (!sends) this.attempts.delete(name);
    for (const name of [...this.since.keys()])
      if (!channels.some((channel) => channel.name === name)) this.since.delete(name);
  }

  private look({ peers }: ClusterSight, now: number): void {
    const sights: Record<string, NodeVisibility> = {
      [this.options.node]: { seen: true, since: this.startedAt },
    };
    for (const { name, seen, notify } of peers) {
      const before = this.sights[name];
      const gone = before && !before.seen ? before.since : now;
      sights[name] = { seen, since: seen ? notify && now - notify.upMs : gone };
    }
    this.sights = sights;
  }

  private orderChangedAt(channel: string, seen: readonly SeenNode[], now: number): number {
    const order = orderOf(channel, seen).join(" ");
    const before = this.orders.get(channel);
    if (before?.order === order) return before.changedAt;
    this.orders.set(channel, { order, changedAt: now });
    return now;
  }

  private seenNodes({
    peers,
    leads,
    priority,
  }: Pick<ClusterSight, "peers" | "leads" | "priority">): SeenNode[] {
    const own = { name: this.options.node, leads, priority, channels: this.exchange().channels };
    const others = peers.filter(({ seen }) => seen);
    return [own, ...others.map(({ notify, ...peer }) => ({ ...peer, channels: notify?.channels ?? {} }))];
  }

  /** Sends what is due to a channel, if it is this node's turn. */
  private serve(channel: Channel, sight: ClusterSight, now: number): void {
    const { name } = channel;
    const isQuiet = isWithinHours(channel.quiet, this.options.channels().timezone, now);
    const items = untold(this.ledger, channel, sight.events, now).filter(
      ({ severity }) => !isQuiet || severity === "critical",
    );
    const since = this.sinceOf(name, items, now);
    const seen = this.seenNodes(sight);
    const orderChangedAt = this.orderChangedAt(name, seen, now);
    const attempts = this.attemptsOf(name);
    if (items.length === 0) {
      if (attempts !== noAttempts) this.attempts.set(name, withNothingToTell(attempts));
      return;
    }
    if (attempts.sends || now < attempts.notBefore) return;
    if (messagesSince(this.ledger.told, name, now - limit.ms) >= limit.messages) return;
    const view = {
      self: this.options.node,
      nodes: [this.options.node, ...sight.peers.map((peer) => peer.name)],
      seen,
      orderChangedAt,
    };
    const times = { gatherMs, deadlineMs: deadlineOf(channel.kind) };
    if (!isOurTurn(name, view, times, Math.min(...since.values()), now)) return;
    const ripe = items.filter((item) => now - (since.get(idOf(item)) ?? now) >= hearsWithinMs);
    const sending = this.attempt(channel, ripe).finally(() => this.underWay.delete(sending));
    this.underWay.add(sending);
  }

  private sinceOf(name: string, items: readonly Untold[], now: number): ReadonlyMap<string, number> {
    const before = this.since.get(name);
    const since = new Map(items.map((item) => [idOf(item), before?.get(idOf(item)) ?? now]));
    this.since.set(name, since);
    return since;
  }

  /** Never rejects. */
  private async attempt(channel: Channel, items: readonly Untold[]): Promise<void> {
    const { name } = channel;
    const { now, deliver, log } = this.options;
    this.attempts.set(name, { ...this.attemptsOf(name), sends: true });
    try {
      await deliver(channel, messageOf(items, this.sender(name), now()), deadlineOf(channel.kind));
      this.ledger = afterTelling(this.ledger, name, items, now());
      this.attempts.set(name, afterAccepted(this.attemptsOf(name), now()));
      this.options.ledger.save(this.ledger);
      log("notify.sent", { channel: name, things: items.length });
    } catch (error) {
      const failure = failureOf(error);
      const next = afterFailure(this.attemptsOf(name), failure, now());
      this.attempts.set(name, next);
      if (next.failures === 1 || next.final) log("notify.failed", { channel: name, error: failure.message });
    }
  }

  private sender(channel?: string): Sender {
    const { node, cluster, channels } = this.options;
    const { peers } = cluster();
    const burning = Object.entries(this.ledger.episodes).filter(([, { endedAt }]) => endedAt === null);
    return {
      node,
      alone: peers.length > 0 && !peers.some(({ seen }) => seen),
      timezone: channels().timezone,
      burning: burning.map(([key]) => key).filter((key) => key !== `${failingCode}/${channel ?? ""}`),
    };
  }
}

const idOf = ({ what, key }: Untold): string => `${what} ${key}`;
