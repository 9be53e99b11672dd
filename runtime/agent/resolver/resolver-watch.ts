import type { AgentConfig } from "../../contract/agent-config";
import type { Log } from "../../common/log";
import { DnsClient } from "../probe/dns-client";
import type { ProbeRecord } from "../probe/prober";
import type { Recursion } from "../recursion";
import { clockToleranceSeconds } from "./clock-difference";
import { Pulse } from "./pulse";
import { RecursionWatch } from "./recursion-watch";
import { forgetAll, forgetFailures } from "./unbound-control";
import { errorText } from "../../contract/error-text";

export interface ResolverSeen {
  readonly recursion: Recursion;
  /** How long its status has been what it is. */
  readonly recursionMs: number;
  readonly record: ProbeRecord;
  /** By node: whether its Unbound answers. */
  readonly answering: ReadonlyMap<string, boolean>;
  /** Why Unbound does not take commands; empty if it does. */
  readonly controlTrouble: string;
}

export interface ResolverPlaces {
  /** Unbound's port. */
  readonly port: number;
  /** The first of the ports that are asked from, one a resolver; undefined if any will do. */
  readonly askFrom: number | undefined;
  /** Of Unbound's control socket. */
  readonly control: string;
}

type ResolverConfig = Pick<
  AgentConfig,
  "node" | "unboundAddress" | "peers" | "recursionNames" | "datedName" | "probe"
>;

/** How well the nodes' Unbounds resolve. It keeps this node's from holding on to what an outage has taught it. */
export class ResolverWatch {
  private recursion: Recursion = { status: "unknown", reason: "" };
  private since = performance.now();
  private controlTrouble = "";
  private readonly clients: readonly DnsClient[];
  private readonly watch: RecursionWatch;
  private readonly pulse: Pulse;
  private offset: number;

  constructor(
    config: ResolverConfig,
    private readonly places: ResolverPlaces,
    private readonly log: Log,
    /** What the wall clock is ahead of one that nobody sets, in ms. */
    private readonly wallOffset: () => number = () => Date.now() - performance.now(),
  ) {
    this.offset = wallOffset();
    const { probe, recursionNames: zones, datedName } = config;
    const resolvers = [config, ...config.peers.map((peer) => ({ ...peer, node: peer.name }))];
    const ask = resolvers.map(({ node, unboundAddress }, i) => ({
      node,
      client: new DnsClient(
        unboundAddress,
        places.port,
        places.askFrom === undefined ? undefined : places.askFrom + i,
      ),
    }));
    this.clients = ask.map(({ client }) => client);
    this.pulse = new Pulse(ask);
    const times = { intervalMs: probe.recursionIntervalMs, deadlineMs: probe.recursionDeadlineMs };
    this.watch = new RecursionWatch(this.clients[0]!, zones, datedName, times, (recursion) =>
      this.judged(recursion),
    );
  }

  start(): void {
    this.pulse.start();
    this.watch.start();
  }

  stop(): void {
    this.watch.stop();
    this.pulse.stop();
    for (const client of this.clients) client.close();
  }

  seen(): ResolverSeen {
    const { recursion, controlTrouble } = this;
    const recursionMs = performance.now() - this.since;
    return {
      recursion,
      recursionMs,
      record: this.watch.record(),
      answering: this.pulse.seen(),
      controlTrouble,
    };
  }

  private judged(recursion: Recursion): void {
    if (recursion.status !== this.recursion.status) {
      const { status: to, reason } = recursion;
      this.log("recursion.changed", { from: this.recursion.status, to, detail: reason });
      this.since = performance.now();
    }
    this.recursion = recursion;
    const offset = this.wallOffset();
    const stepped = Math.abs(offset - this.offset) > clockToleranceSeconds * 1000;
    if (stepped) this.log("clock.stepped", { seconds: Math.round((offset - this.offset) / 1000) });
    this.offset = offset;
    const { status } = recursion;
    if (stepped) this.tell(forgetAll);
    else if (status !== "ok" && status !== "unknown" && status !== "unbound-unreachable")
      this.tell(forgetFailures);
  }

  private tell(command: (socketPath: string) => Promise<void>): void {
    command(this.places.control).then(
      () => this.controlled(""),
      (error: unknown) => this.controlled(errorText(error)),
    );
  }

  private controlled(trouble: string): void {
    if (trouble && !this.controlTrouble) this.log("unbound.control-failed", { error: trouble });
    this.controlTrouble = trouble;
  }
}
