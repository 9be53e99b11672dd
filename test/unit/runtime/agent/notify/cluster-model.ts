import { conditionKey, type Condition } from "../../../../../runtime/agent/conditions/condition";
import type { ClusterEvent } from "../../../../../runtime/agent/events/event";
import { nothingTold } from "../../../../../runtime/agent/notify/notify-exchange";
import { Failure } from "../../../../../runtime/agent/notify/failure";
import { emptyLedger, type Ledger } from "../../../../../runtime/agent/notify/ledger";
import type { Message } from "../../../../../runtime/agent/notify/alert-message";
import { Notifier, type ClusterSight } from "../../../../../runtime/agent/notify/notifier";
import { channelSchema } from "../../../../../runtime/contract/notify-config";

/** How a channel's server does. A hang ends by the sender's deadline, and was not accepted. */
export type Server = "good" | "slow" | "hangs" | "refuses" | "busy";
export const servers = ["good", "slow", "hangs", "refuses", "busy"] as const;

export interface Told {
  readonly what: string;
  readonly key: string;
  readonly by: string;
  readonly at: number;
  /** It said that this is critical. */
  readonly critical: boolean;
  /** Some node has just said so. */
  readonly isSo: boolean;
}

interface Node {
  readonly name: string;
  readonly ledger: { kept: Ledger };
  alive: boolean;
  online: boolean;
  side: number;
  bootedAt: number;
  notifier: Notifier | undefined;
  /** What it said at the last second: others hear of it a second late. */
  said: { conditions: readonly Condition[]; exchange: ReturnType<Notifier["exchange"]> };
}

const start = Date.UTC(2030, 0, 1);
const channels = ["phone", "mail"].map((name) =>
  channelSchema.parse({ name, kind: "webhook", url: "https://hook.example", least: "info" }),
);
const slowMs = 6_000;
/** As long as a node that has started may need to say again what it said before. */
const settleMs = 30_000;
/** A message that begins to be sent is accepted within it. */
const onTheWayMs = 15_000;

/** Nodes that run the real notifier, second by second, on a network and servers that fail as they are told. */
export class ClusterModel {
  readonly nodes: Node[];
  /** By channel, in the order in which its server accepted them. */
  readonly told: Readonly<Record<string, Told[]>> = { phone: [], mail: [] };
  private readonly servers: Record<string, Server> = { phone: "good", mail: "good" };
  /** What burns: everywhere, or on a node alone. */
  private readonly burning = new Map<
    string,
    { readonly node: string; readonly since: number; readonly severity: "warning" | "critical" }
  >();
  private events: ClusterEvent[] = [];
  /** By key, when a node said so last. */
  private readonly saidAt = new Map<string, number>();
  private now = start;
  private chosen: Node | undefined;
  private waiting: { readonly at: number; readonly end: () => void }[] = [];

  constructor(count: number) {
    this.nodes = Array.from({ length: count }, (_, i) => ({
      name: `node${i}`,
      ledger: { kept: emptyLedger },
      alive: true,
      online: true,
      side: 0,
      bootedAt: start,
      notifier: undefined,
      said: { conditions: [], exchange: nothingTold },
    }));
    for (const node of this.nodes) this.boot(node);
  }

  private boot(node: Node): void {
    node.alive = true;
    node.bootedAt = this.now;
    const notifier: Notifier = new Notifier({
      node: node.name,
      channels: () => ({ timezone: "UTC", channels, secrets: {}, heartbeatUrl: "" }),
      cluster: () => this.sightOf(node),
      settleMs: () => settleMs,
      deliver: (channel, message, deadlineMs) => this.deliver(node, channel.name, message, deadlineMs),
      ledger: {
        load: () => node.ledger.kept,
        save: (ledger) => {
          // What a dead process still does, it does nowhere.
          if (node.notifier === notifier) node.ledger.kept = ledger;
        },
      },
      log: () => undefined,
      now: () => this.now,
    });
    node.notifier = notifier;
  }

  at(i: number): Node {
    return this.nodes[i % this.nodes.length]!;
  }

  kill(node: Node): void {
    node.alive = false;
    node.notifier = undefined;
  }

  revive(node: Node): void {
    if (!node.alive) this.boot(node);
  }

  /** The node that leads from now on, if it is there. */
  handOver(node: Node): void {
    this.chosen = node;
  }

  serve(channel: string, server: Server): void {
    this.servers[channel] = server;
  }

  begin(key: string, node: string): void {
    if (!this.burning.has(key)) this.burning.set(key, { node, since: this.now, severity: "warning" });
  }

  worsen(key: string): void {
    const it = this.burning.get(key);
    if (it) this.burning.set(key, { ...it, severity: "critical" });
  }

  end(key: string): void {
    this.burning.delete(key);
  }

  happen(node: Node): void {
    if (!node.alive) return;
    const id = this.events.length + 1;
    const event = {
      node: node.name,
      id,
      at: this.now,
      code: "vip-moved",
      severity: "warning",
      text: "moved",
      by: "",
    } as const;
    this.events = [...this.events, event];
  }

  burns(key: string): boolean {
    return this.burning.has(key);
  }

  isCritical(key: string): boolean {
    return this.burning.get(key)?.severity === "critical";
  }

  happened(): readonly ClusterEvent[] {
    return this.events;
  }

  async pass(seconds: number): Promise<void> {
    for (let i = 0; i < seconds; i++) {
      this.now += 1_000;
      const due = this.waiting.filter(({ at }) => at <= this.now);
      this.waiting = this.waiting.filter(({ at }) => at > this.now);
      due.forEach(({ end }) => end());
      if (due.length > 0) await settled();
      const living = this.nodes.filter(({ alive }) => alive);
      const sent = this.waiting.length;
      for (const node of living)
        for (const { code, subject } of this.claimsOf(node))
          this.saidAt.set(conditionKey({ code, subject }), this.now);
      for (const { notifier } of living) notifier?.tick();
      // What a server accepts at once is known before the next second.
      if (this.waiting.length === sent) await settled();
      for (const node of living)
        node.said = { conditions: this.claimsOf(node), exchange: node.notifier!.exchange() };
    }
  }

  /** Nobody has anything to tell, and nothing is on its way. */
  isCalm(): boolean {
    const channelsSeen = this.nodes.flatMap(({ notifier }) => notifier?.seen() ?? []);
    return this.waiting.length === 0 && channelsSeen.every(({ untold }) => untold === 0);
  }

  private claimsOf(node: Node): Condition[] {
    const silent = this.nodes
      .filter((other) => other !== node && !this.reaches(node, other))
      .map(({ name }) => ({
        code: "node-silent",
        subject: name,
        since: this.now,
        severity: "warning" as const,
      }));
    const found = [...this.burning]
      .filter(([, { node: of }]) => of === "" || of === node.name)
      .map(([code, { node: subject, since, severity }]) => ({ code, subject, since, severity }));
    return [...silent, ...found].map((it) => ({ ...it, text: `${it.code} ${it.severity}`, fix: "" }));
  }

  /** The one that was chosen, or else the first: of those that a node reaches. */
  private leaderOf(node: Node): Node | undefined {
    const reached = this.nodes.filter((other) => this.reaches(node, other));
    return reached.find((other) => other === this.chosen) ?? reached[0];
  }

  private reaches(a: Node, b: Node): boolean {
    return a.alive && b.alive && a.side === b.side;
  }

  private sightOf(node: Node): ClusterSight {
    return {
      leads: this.leaderOf(node) === node,
      priority: 100 - this.nodes.indexOf(node),
      conditions: this.claimsOf(node),
      events: this.events,
      peers: this.nodes
        .filter((other) => other !== node)
        .map((other) => ({
          name: other.name,
          seen: this.reaches(node, other),
          leads: this.leaderOf(other) === other,
          priority: 100 - this.nodes.indexOf(other),
          conditions: other.said.conditions,
          notify: other.said.exchange,
        })),
    };
  }

  private deliver(node: Node, channel: string, message: Message, deadlineMs: number): Promise<void> {
    const { notifier } = node;
    const server = node.online ? (this.servers[channel] ?? "good") : "refuses";
    const accept = (): void => {
      for (const it of message.id.split(", ")) {
        const [what = "", key = ""] = it.split(" ");
        const isSo = this.now - (this.saidAt.get(key) ?? 0) <= onTheWayMs;
        const critical = message.text.includes(`${key.split("/")[0]} critical`);
        this.told[channel]!.push({ what, key, by: node.name, at: this.now, critical, isSo });
      }
    };
    switch (server) {
      case "good":
        accept();
        return Promise.resolve();
      case "slow":
        return this.later(slowMs, () => {
          // A node that dies on the way sends no more.
          if (node.notifier === notifier) accept();
        });
      case "hangs":
        return this.later(deadlineMs, () => {
          throw new Failure("timed out");
        });
      case "busy":
        return Promise.reject(new Failure("it answered 429", false, 20_000));
      case "refuses":
        return Promise.reject(new Failure("the connection was refused"));
    }
  }

  private later(ms: number, end: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({
        at: this.now + ms,
        end: () => {
          try {
            end();
            resolve();
          } catch (error) {
            reject(error as Error);
          }
        },
      });
    });
  }
}

/** Everything that could go on without time passing has gone on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
