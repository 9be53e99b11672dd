import type { DrainCause } from "../contract/drain-cause";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { AgentConfig } from "../contract/agent-config";
import { piholeWebPort, resolverAskFrom } from "../contract/files";
import { unboundPort } from "../contract/names";
import { AdvertFilter } from "./adverts/advert-filter";
import { AdvertWatch } from "./adverts/advert-watch";
import { blocksLess } from "./blocking/blocks-less";
import { ChangeCounts } from "./changes";
import { claimOf } from "./claim";
import { DataWatch } from "./data-watch";
import { initialHealth, nextHealth, wantedHealth, type Health, type HealthInput } from "./health";
import type { Log } from "../common/log";
import { holdReason, leaderToFollow, unheardLeader } from "./peers/agreement";
import type { AskPeer } from "./peers/ask-peer";
import type { Peer, PeerStatus } from "./peers/peer";
import { PeerWatch } from "./peers/peer-watch";
import { exchange } from "./pihole/pihole-request";
import { isBlind, newcomerHold, staysOut } from "./peers/newcomer";
import { CrashWatch } from "./probe/crash-watch";
import { DnsClient } from "./probe/dns-client";
import { HangWatch } from "./probe/hang-watch";
import { Ipv6Watch, ipv6Unfit } from "./probe/ipv6-watch";
import { Liveness } from "./probe/liveness";
import type { ProbeOutcome } from "./probe/outcome";
import { Prober } from "./probe/prober";
import { waitingAt } from "./probe/socket-queue";
import { VipProbe } from "./probe/vip-probe";
import { unfitReason } from "./resolver/fitness";
import { ResolverWatch } from "./resolver/resolver-watch";
import { roleOf, type Role } from "./role";
import type { SharedFiles } from "./shared-files";
import type { Snapshot } from "./snapshot";
import type { SyncCluster, Sync } from "./sync/sync";
import type { Watching } from "../common/watch-or-poll";
import { watchShared } from "./watch-shared";
import { errorText } from "../contract/error-text";

const tickMs = 100;
const roleRefreshMs = 1000;
/** A request of thousands of rows keeps Pi-hole's DNS silent for seconds on a small host. */
const busyMs = 3_000;
/** A node is handed the VIP for another's restart only when its own DNS has answered for so long. */
const steadySeconds = 3;
/** After a connection to Pi-hole was closed, DNS is asked so often, and so many ms apart. */
const crashLooks = 10;
const crashLookMs = 10;
/** How long a forced drain, or the agent's own end, waits for a peer to take the VIP. */
export const drainDeadlineMs = 2000;

export interface AgentPorts {
  readonly dns: number;
  readonly unbound: number;
  /** The first of those that the Unbounds are asked from; undefined if any will do. */
  readonly askFrom?: number;
  /** Of Pi-hole's web server. */
  readonly web: number;
}

/** What the agent needs of sync; absent if an agent is to do without it. */
export type MakeSync = (
  cluster: Omit<SyncCluster, "report" | "events" | "sums">,
) => Pick<
  Sync,
  "start" | "stop" | "look" | "accepted" | "behind" | "blocking" | "distrust" | "seen" | "proven"
>;

/** A person's drain moves the data as well; one that an update needs for a moment does not. */
const drainedForLong = (by: readonly DrainCause[]): boolean =>
  by.includes("hand") || by.includes("maintenance");

/** Ties probes, health and the shared files together. The decisions are in health.ts and claim.ts. */
export class NodeAgent {
  private readonly own: Prober;
  private readonly resolver: ResolverWatch;
  private readonly peers: PeerWatch;
  private readonly data: DataWatch;
  private readonly adverts: AdvertWatch;
  private readonly vip: VipProbe;
  private readonly ipv6: Ipv6Watch | undefined;
  private readonly sync: ReturnType<MakeSync> | undefined;
  private readonly rules;
  private readonly liveness: Liveness;
  private readonly dns: DnsClient;
  private readonly hang: HangWatch;
  private readonly crash: CrashWatch;
  private health: Health;
  private role: Role = "follower";
  private roleWrittenAt = -Infinity;
  private readonly changes = new ChangeCounts();
  private claim: number | undefined;
  private withdrawing = false;
  private fileTrouble = "";
  private answeredAt: number | undefined;
  private peersLookedAt: readonly Peer[] | undefined;
  private timer: NodeJS.Timeout | undefined;
  private watcher: Watching | undefined;
  private readonly startedAt = Date.now();
  /** Is called when the role, the state, the drain or what sync has to show has changed. */
  onChange: () => void = () => undefined;

  constructor(
    private readonly config: AgentConfig,
    private readonly shared: SharedFiles,
    private readonly log: Log,
    private readonly now: () => number = () => performance.now(),
    askPeer: AskPeer,
    ports: AgentPorts = { dns: 53, unbound: unboundPort, web: piholeWebPort, askFrom: resolverAskFrom },
    makeSync?: MakeSync,
    private readonly filter = new AdvertFilter(),
  ) {
    const { probe } = config;
    this.rules = { fall: probe.fall, rise: probe.rise, busyMs, drainDeadlineMs };
    this.health = initialHealth(now());
    const askWeb = (deadlineMs: number) =>
      exchange(ports.web, { method: "GET", path: "/api/info/login", deadlineMs }, {});
    this.liveness = new Liveness(() => askWeb(probe.deadlineMs), now);
    const forMs = probe.deadlineMs / 3;
    this.hang = new HangWatch(
      { waiting: () => waitingAt(ports.dns), askWeb: () => askWeb(forMs), onHang: () => this.hangs() },
      { forMs, everyMs: forMs / 5 },
    );
    this.crash = new CrashWatch(ports.web, () => void this.confirmCrash());
    this.dns = new DnsClient("127.0.0.1", ports.dns);
    this.own = new Prober(
      this.dns,
      [config.ownName],
      probe,
      (outcome) => {
        if (outcome.kind === "ok") {
          this.answeredAt = this.now();
          this.hang.answered();
        }
        // The files are looked at in each tick; a probe that changes nothing need not do so as well.
        if (this.feed({ kind: "probe", outcome, busy: this.liveness.lives() })) this.apply();
      },
      () => {
        this.liveness.suspect();
        this.hang.suspect();
      },
    );
    const places = { port: ports.unbound, askFrom: ports.askFrom, control: shared.paths.unboundControl };
    this.resolver = new ResolverWatch(config, places, log);
    this.peers = new PeerWatch(config.peers, askPeer, now);
    this.vip = new VipProbe(new DnsClient(config.vip, ports.dns), config.ownName, now);
    const { podAddress6: address, ownName: name } = config;
    if (address) this.ipv6 = new Ipv6Watch({ client: new DnsClient("::1", ports.dns), name, address, now });
    this.adverts = new AdvertWatch(config, {
      filter: this.filter,
      vip: this.vip,
      peers: () => this.peers.seen(),
      askPeers: () => this.peers.askAll(),
      log,
      now,
    });
    this.data = new DataWatch(
      shared.paths,
      () => ({ draining: drainedForLong(this.health.drain?.by ?? []), peers: this.peers.seen() }),
      now,
    );
    this.sync = makeSync?.({
      role: () => this.role,
      leader: () => leaderToFollow(this.peers.seen())?.name,
      leaderAddress: () => {
        const leader = leaderToFollow(this.peers.seen());
        const vip = leader?.status?.vip ?? config.vip;
        return leader && vip !== config.vip ? leader.podAddress : config.vip;
      },
      onNews: () => this.onChange(),
      answeredAt: () => this.answeredAt,
      healthy: () => this.health.verdict === "healthy",
      otherServes: () => this.steadyPeers().length > 0,
      followersHave: (revision) => {
        const ready = this.readyPeers();
        const steady = this.steadyPeers();
        return steady.length > 0 && ready.every(({ sync }) => sync?.revision === revision);
      },
    });
  }

  /** Starts probing and keeping the files. Rejects if a port is taken. */
  async start(): Promise<void> {
    this.log("agent.started", { vip: this.config.vip, priority: this.config.priority });
    await this.adverts.start();
    this.peers.start();
    this.data.start();
    this.tick();
    this.timer = setInterval(() => this.tick(), tickMs);
    this.watcher = watchShared(this.shared, (file) => this.fileChanged(file), this.log);
    this.own.start();
    this.crash.start();
    this.resolver.start();
    this.ipv6?.start();
    await this.sync?.start();
  }

  /**
   * Withdraws, waits until a peer leads or two seconds are over, and stops. The health file stays as it is: where
   * nobody takes over, a VIP whose DNS works is worth more than one that is nowhere, and keepalived's own check
   * looks after it from here on.
   */
  async stop(): Promise<void> {
    this.log("agent.stopping", { role: this.role });
    this.withdrawing = true;
    const end = this.now() + drainDeadlineMs;
    this.tick();
    while (this.health.vrrp === "MASTER" && this.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      this.tick();
    }
    clearInterval(this.timer);
    this.watcher?.stop();
    await this.sync?.stop();
    this.own.stop();
    this.crash.stop();
    this.vip.stop();
    this.ipv6?.stop();
    this.filter.stop();
    this.resolver.stop();
    this.peers.stop();
    this.data.stop();
    this.shared.writeRole("follower");
    this.log("agent.stopped", { handedOver: this.health.vrrp !== "MASTER" });
  }

  snapshot(): Snapshot {
    return {
      config: this.config,
      health: this.health,
      stateAgeMs: this.now() - this.health.since,
      healthyMs: this.health.healthySince === undefined ? undefined : this.now() - this.health.healthySince,
      role: this.role,
      claim: this.claim,
      own: this.own.record(),
      resolver: this.resolver.seen(),
      ipv6: this.ipv6?.seen(),
      peers: this.peers.seen(),
      sync: this.sync && { progress: this.sync.seen(), behind: this.health.behind, now: this.now() },
      blocking: this.sync?.blocking(),
      data: this.data.seen(),
      adverts: this.adverts.seen(),
      changes: this.changes.seen(),
      startedAt: this.startedAt,
      at: Date.now(),
      trouble: this.fileTrouble,
    };
  }

  /** This node leads, and a peer could take over while Pi-hole is restarted for its settings. */
  canRestartPihole(): boolean {
    return this.sync !== undefined && this.role === "leader" && this.readyPeers().length > 0;
  }

  /** Those that have answered for a while since their own restart: one that has just come back may restart again. */
  private steadyPeers(): PeerStatus[] {
    return this.readyPeers().filter(
      ({ healthySeconds }) => healthySeconds === undefined || (healthySeconds ?? 0) >= steadySeconds,
    );
  }

  private readyPeers(): PeerStatus[] {
    return this.peers.seen().flatMap(({ status }) => (status?.ready ? [status] : []));
  }

  private fileChanged(file: string): void {
    const { vrrpState, acceptedRemoval } = this.shared.paths;
    if (file === path.basename(vrrpState)) this.tick();
    if (file === path.basename(acceptedRemoval)) this.sync?.accepted();
  }

  private tick(): void {
    this.guarded(() => {
      const vrrp = this.shared.vrrpState();
      const { node: name, priority, vrrpAgreement: agreement } = this.config;
      const own = { name, state: vrrp, priority, agreement };
      this.adverts.look(vrrp, this.claim ?? 0);
      const peers = this.peers.seen();
      const leads = vrrp === "MASTER";
      const newcomer = { proven: this.sync?.proven() ?? true, vrrp, peers };
      if (staysOut(newcomer)) this.vip.ask();
      const behind = this.sync?.behind() ?? "";
      this.feed({
        kind: "tick",
        vrrp,
        drain: this.shared.drainWish(),
        hold: holdReason(own, peers) || newcomerHold(newcomer, this.vip.seen(), this.now()),
        behind: isBlind(newcomer) ? "never had the cluster's lists, and no leader can be asked" : behind,
        unfit:
          blocksLess(this.sync?.blocking(), leads, peers) ||
          unfitReason({ ...this.resolver.seen(), leads }, peers) ||
          ipv6Unfit(this.ipv6?.seen(), leads, peers),
        unheardLeader: unheardLeader(own, peers) !== undefined,
        peerReady: peers.some(({ status }) => status?.ready),
      });
    });
    this.apply();
  }

  /** Pi-hole has closed a connection: has it ended? Two refusals in a row say so. */
  private async confirmCrash(): Promise<void> {
    const { ownName, probe } = this.config;
    let refusals = 0;
    // Its sockets are closed one after another while it ends.
    for (let look = 0; look < crashLooks && refusals < 2; look++) {
      const outcome = await this.dns.ask(ownName, probe.deadlineMs / 3);
      refusals = outcome.kind === "refused" ? refusals + 1 : 0;
      if (refusals === 2) this.certain(outcome);
      else await delay(crashLookMs);
    }
  }

  /** A node that nobody can relieve waits for what its probes say. */
  private hangs(): void {
    const detail = "queries wait at its socket, and its web server is silent";
    if (this.health.peerReady) this.certain({ kind: "timeout", detail });
  }

  private certain(outcome: Pick<ProbeOutcome, "kind" | "detail">): void {
    if (this.feed({ kind: "probe", outcome, certain: true })) this.apply();
  }

  /** Says if the node's state changed. */
  private feed(input: HealthInput): boolean {
    const before = this.health;
    this.health = nextHealth(before, input, this.now(), this.rules);
    const { name, reason, drain } = this.health;
    if (name !== before.name) {
      this.log("state.changed", { from: before.name, to: name, reason });
      this.changes.entered(name);
    }
    if (drain?.outcome !== before.drain?.outcome) {
      this.log("drain.changed", { outcome: drain?.outcome ?? "none" });
    }
    if (name !== before.name || drain?.outcome !== before.drain?.outcome) setImmediate(this.onChange);
    if (before.verdict === "healthy" && this.health.verdict === "failed") this.sync?.distrust();
    return name !== before.name || this.health.verdict !== before.verdict;
  }

  /** Makes the files say what the health means. The claim comes first: it must stand before a fault ends. */
  private apply(): void {
    this.guarded(() => {
      const failbackWanted = this.shared.failbackWanted();
      if (failbackWanted && this.health.name === "leading") this.shared.forgetFailback();
      const flags = { failbackWanted, withdrawing: this.withdrawing };
      const claim = claimOf(this.health, this.config, this.now(), flags);
      if (claim !== undefined) {
        this.claim = claim;
        if (this.shared.assert("claim", claim)) this.log("claim.written", { claim });
      }
      const health = wantedHealth(this.health);
      if (health !== undefined && this.shared.assert("health", health))
        this.log("health.written", { health });
      this.applyRole();
      this.lookAtSync();
    });
  }

  /** Sync goes by what the peers say and by the role. */
  private lookAtSync(): void {
    const peers = this.peers.seen();
    if (peers === this.peersLookedAt) return;
    this.peersLookedAt = peers;
    this.sync?.look();
  }

  private applyRole(): void {
    const role = this.withdrawing ? "follower" : roleOf(this.health.vrrp);
    if (role === this.role && this.now() - this.roleWrittenAt < roleRefreshMs) return;
    this.peersLookedAt = undefined;
    this.shared.writeRole(role);
    // Once a second the files are read again, whatever the watch has told.
    this.shared.changed();
    this.changes.is(role);
    this.roleWrittenAt = this.now();
    if (role === this.role) return;
    this.log("role.changed", { from: this.role, to: role });
    this.role = role;
    this.onChange();
  }

  /** A full or read-only disk must not end the agent; it is told once, and shows in the status while it lasts. */
  private guarded(work: () => void): void {
    try {
      work();
      if (this.fileTrouble) this.log("files.recovered");
      this.fileTrouble = "";
    } catch (error) {
      const trouble = errorText(error);
      if (trouble !== this.fileTrouble) this.log("files.failed", { error: trouble });
      this.fileTrouble = trouble;
    }
  }
}
