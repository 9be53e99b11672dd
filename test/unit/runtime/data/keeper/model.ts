import type { Holding, RootView } from "../../../../../runtime/data/ports";
import {
  noMemory,
  resumed,
  started,
  type KeeperInput,
  type KeeperState,
  type PeerData,
  type KeeperRules,
} from "../../../../../runtime/data/keeper/keeper-types";
import { nextKeeper as realNext } from "../../../../../runtime/data/keeper/transitions";
import { advance } from "./model-actions";
import type { Dice, Node, World as AnyWorld } from "./model-node";

/*
 * A cluster of keepers with all that they act on: services that write, copies, a router with one ARP entry, and
 * agents that tell late what they hear. Time goes in half seconds.
 */
export const step = 500;

export class World implements AnyWorld {
  now = 100_000;
  readonly nodes: Node[];
  router: { up: boolean; entry: string | undefined; lostAt: number } = {
    up: true,
    entry: undefined,
    lostAt: 0,
  };
  /** Whom a hostile device has the router believe: a node, itself ("answers" ARP or does "not"), or nobody at all. */
  pinned: { readonly to: string; readonly answers: boolean } | undefined;
  /**
   * Pairs `a>b`: b is told that a has a copy and does not write, whatever a says. Of no effect while the router is
   * silent: peers that have proved who they are have the last word then.
   */
  readonly lies = new Set<string>();
  /** Pairs `a>b` (b does not hear a) and names cut off from the router. */
  readonly cuts = new Set<string>();
  writes = 0;
  heavy = 0;
  readonly violations: string[] = [];

  constructor(
    names: readonly string[],
    readonly rules: Omit<KeeperRules, "node">,
    readonly dice: Dice,
    readonly lags: number,
    readonly next: typeof realNext = realNext,
  ) {
    this.nodes = names.map((name) => ({
      name,
      on: true,
      run: undefined,
      disk: noMemory,
      upAt: 0,
      services: false,
      writable: true,
      keeper: started(noMemory, this.now),
      address: false,
      copy: { writes: [], newest: null },
      kept: [],
      running: undefined,
      result: undefined,
      flapUntil: 0,
      draining: false,
      leavingUntil: 0,
      take: false,
      wallOffset: 0,
      said: [],
      heard: new Map(),
      holding: { answer: "no-router" as const, at: 0 },
    }));
  }

  get(name: string): Node {
    return this.nodes.find((node) => node.name === name)!;
  }

  hears = (to: string, from: string): boolean =>
    this.get(to).on && this.get(from).on && !this.cuts.has(`${from}>${to}`);

  /** A connection needs both ways. */
  reaches = (a: string, b: string): boolean => this.hears(a, b) && this.hears(b, a);

  atRouter = (name: string): boolean => this.router.up && this.get(name).on && !this.cuts.has(name);

  announce(node: Node): void {
    if (node.address && this.atRouter(node.name)) this.router.entry = node.name;
  }

  powerOff(node: Node): void {
    Object.assign(node, {
      on: false,
      leavingUntil: 0,
      keeper: undefined,
      run: undefined,
      services: false,
      address: false,
    });
    Object.assign(node, { running: undefined, result: undefined, said: [], heard: new Map(), take: false });
  }

  powerOn(node: Node): void {
    if (node.on) return;
    Object.assign(node, { on: true, keeper: started(node.disk, this.now), upAt: this.now });
  }

  crashKeeper(node: Node, ms: number): void {
    if (!node.on) return;
    Object.assign(node, { keeper: undefined, running: undefined, result: undefined, upAt: this.now + ms });
  }

  leads(node: Node): boolean {
    if (!node.on || node.draining) return false;
    const first = this.nodes.find(
      (other) => other === node || (this.hears(node.name, other.name) && !other.draining),
    );
    return (first === node) !== this.now < node.flapUntil;
  }

  /** Half a second goes by. */
  tick(): void {
    this.now += step;
    this.ageRouter();
    for (const node of this.nodes)
      if (node.leavingUntil > 0 && this.now >= node.leavingUntil) this.powerOff(node);
    for (const node of this.nodes.filter(({ on }) => on)) {
      if (!node.keeper && this.now >= node.upAt)
        node.keeper = node.run ? resumed(node.run) : started(node.disk, this.now);
      if (node.running && advance(this, node, node.running)) node.running = undefined;
      this.hear(node);
      if (node.keeper) this.keep(node, node.keeper);
      if (node.services && node.writable) {
        this.writes += 1;
        node.copy = { ...node.copy, writes: [...node.copy.writes, this.writes] };
      }
    }
    const writers = this.nodes.filter(({ services, writable }) => services && writable);
    if (writers.length > 1)
      this.violations.push(`${this.now}: ${writers.map(({ name }) => name).join(" and ")} write`);
  }

  private keep(node: Node, before: KeeperState): void {
    const at = this.now;
    node.holding = { answer: node.holding.at === 0 ? "no-router" : this.ask(node), at: at - step };
    const roots = [{ name: "pool/data", newest: node.copy.newest, writable: node.writable, trouble: "" }];
    const input: KeeperInput = {
      leads: this.leads(node),
      draining: node.draining,
      leaving: node.leavingUntil > 0,
      peers: this.nodes
        .filter((other) => other !== node)
        .map(({ name }) => {
          const heard = node.heard.get(name);
          const visible = heard !== undefined && at - heard.seenAt <= 2_000;
          const lied = this.lies.has(`${name}>${node.name}`) && this.atRouter(node.name);
          const lie = lied && lieOf(node, roots);
          if (lie) return { name, visible: true, leads: false, data: lie, changedAt: at };
          return {
            name,
            visible,
            leads: visible && this.leads(this.get(name)),
            data: heard?.data ?? null,
            changedAt: heard?.changedAt ?? 0,
          };
        }),
      holding: node.holding,
      roots,
      servicesDown: before.state === "holder" && !node.services,
      take: node.take,
      result: node.result,
      wall: at + node.wallOffset,
    };
    Object.assign(node, { take: false, result: undefined });
    const after = this.next(before, input, at, { ...this.rules, node: node.name });
    Object.assign(node, { keeper: after, run: after, disk: after.memory });
    if (after.doing && !node.running && after.doing.since === at) {
      const { kind } = after.doing.action;
      if (kind === "take-over" || kind === "hand-over") this.heavy += 1;
      node.running = { action: after.doing.action, stage: 0, nextAt: at, abortedAt: undefined };
    }
    if (after.doing?.aborted && node.running) node.running.abortedAt ??= at;
    if (at % 1000 === 0) this.say(node, after, roots);
  }

  private say(node: Node, keeper: KeeperState, roots: readonly RootView[]): void {
    const { epoch, latest, released } = keeper.memory;
    const { state } = keeper;
    const data = {
      state,
      epoch,
      latest,
      released,
      wants: keeper.wantedSince !== null,
      writable: node.writable,
    };
    node.said = [
      ...node.said.slice(-12),
      { at: this.now, data: { ...data, roots: roots.map((root) => ({ ...root })) } },
    ];
  }

  /** What arrives was said a while ago. */
  private hear(node: Node): void {
    for (const other of this.nodes.filter((one) => one !== node && this.hears(node.name, one.name))) {
      const lag = 500 * (1 + this.dice(this.lags));
      const word = other.said.filter(({ at }) => at <= this.now - lag).at(-1);
      const before = node.heard.get(other.name) ?? { at: -1, data: null, changedAt: 0, seenAt: 0 };
      const newer = word !== undefined && word.at > before.at;
      node.heard.set(other.name, {
        at: newer ? word.at : before.at,
        data: newer ? word.data : before.data,
        changedAt: newer ? this.now : before.changedAt,
        seenAt: this.now,
      });
    }
  }

  private ask(node: Node): Holding {
    if (!this.atRouter(node.name)) return "no-router";
    if (this.pinned && this.pinned.to !== node.name) return this.elsewhere(node, this.pinned.to);
    if (this.pinned) return this.here(node);
    if (this.router.entry === undefined) {
      const owners = this.nodes.filter(({ address, name }) => address && this.atRouter(name));
      this.router.entry = owners[this.dice(owners.length)]?.name;
    }
    if (this.router.entry !== node.name) return this.elsewhere(node, this.router.entry ?? "");
    return this.here(node);
  }

  private here(node: Node): Holding {
    if (!node.address) return "not-mine";
    const claims = node.keeper?.state === "claiming";
    const other = this.nodes.some((one) => one !== node && one.address && this.reaches(one.name, node.name));
    return claims && (other || this.pinned?.answers) ? "shared" : "mine";
  }

  private elsewhere(node: Node, to: string): Holding {
    const { state } = node.keeper ?? { state: "replica" };
    if (state === "replica" || state === "waiting" || state === "ousted") return "not-mine";
    const owner = this.nodes.find(({ name, address }) => name === to && address);
    if (owner) return this.reaches(owner.name, node.name) ? "not-mine" : "nobody";
    return this.pinned?.answers ? "stranger" : "nobody";
  }

  private ageRouter(): void {
    const { entry } = this.router;
    const there = entry !== undefined && this.get(entry).address && this.atRouter(entry);
    if (there || entry === undefined) this.router.lostAt = this.now;
    else if (this.now - this.router.lostAt > 20_000) this.router.entry = undefined;
  }

  /** Everything works again. */
  heal(): void {
    for (const node of this.nodes) if (node.leavingUntil > 0) this.powerOff(node);
    this.cuts.clear();
    this.lies.clear();
    this.pinned = undefined;
    this.router.up = true;
    for (const node of this.nodes) {
      Object.assign(node, { draining: false, flapUntil: 0, wallOffset: 0 });
      this.powerOn(node);
    }
  }

  /** Every acknowledged write that no copy and no kept branch has. */
  missing(): number[] {
    const found = new Set(
      this.nodes.flatMap(({ copy, kept }) => [...kept, copy].flatMap(({ writes }) => writes)),
    );
    return Array.from({ length: this.writes }, (_, at) => at + 1).filter((write) => !found.has(write));
  }

  states(): string {
    return this.nodes
      .map(
        ({ name, keeper, on }) =>
          `${name} ${on ? (keeper?.state ?? "no keeper") : "off"} ${keeper?.reason ?? ""} ${JSON.stringify(keeper?.memory)} ${keeper?.doing?.action.kind ?? ""}`,
      )
      .join("\n");
  }
}

/** What a node is to hear of a peer, so that it takes itself to be alone with the data. */
const lieOf = ({ keeper }: Node, roots: readonly RootView[]): PeerData => ({
  state: "replica",
  epoch: keeper?.memory.epoch ?? 0,
  latest: false,
  released: null,
  wants: false,
  writable: false,
  roots: roots.map((root) => ({ ...root })),
});
