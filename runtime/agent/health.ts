import { drainText, type DrainCause } from "../contract/drain-cause";
import type { ProbeOutcome } from "./probe/outcome";

/** A word of keepalived's, or `unknown` where it has not said anything. */
export const vrrpStates = ["MASTER", "BACKUP", "FAULT", "STOP", "unknown"] as const;
export type VrrpState = (typeof vrrpStates)[number];

/** The agent's named states, in the order of a node's life. */
export const stateNames = [
  "starting",
  "syncing",
  "yielding",
  "holding",
  "ready",
  "standing-by",
  "leading",
  "draining",
  "faulted",
] as const;
export type HealthStateName = (typeof stateNames)[number];

export interface HealthRules {
  /** Failed probes in a row that make a fault. */
  readonly fall: number;
  /** Good probes in a row that end it. */
  readonly rise: number;
  /** How long DNS may be silent while Pi-hole's web server answers, in ms: it is busy then, and not dead. */
  readonly busyMs: number;
  /** How long a forced drain waits for a peer to take over, in ms. */
  readonly drainDeadlineMs: number;
}

/**
 * How a drain goes: this node leads until a peer takes over, is out of the lead, or (forced) has given the VIP up
 * although no peer took it.
 */
export type DrainOutcome = "waiting" | "out" | "released";

/** That the node is to be drained: by what, and whether the VIP is given up where nobody takes it. */
export interface DrainWish {
  readonly by: readonly DrainCause[];
  readonly force: boolean;
}

export interface DrainState extends DrainWish {
  readonly since: number;
  readonly outcome: DrainOutcome;
}

/** All that the agent knows about its node's fitness; times are in ms of the injected clock. */
export interface Health {
  readonly name: HealthStateName;
  readonly since: number;
  readonly reason: string;
  /** What the probes say. `unknown` until the first verdict, and then never again. */
  readonly verdict: "unknown" | "healthy" | "failed";
  /** Since when the verdict has been healthy and the node not drained, without a break. */
  readonly healthySince: number | undefined;
  readonly goodInARow: number;
  readonly badInARow: number;
  /** Since when no good probe was seen; undefined if the last one was good. */
  readonly badSince: number | undefined;
  readonly vrrp: VrrpState;
  readonly drain: DrainState | undefined;
  /** Why this node stays out of VRRP although it could lead; empty if it does not. */
  readonly hold: string;
  /** Why this node has not, or may not have, what the leader has; empty if it has, or there is none to have it from. */
  readonly behind: string;
  /** Why a peer that is ready is fitter to lead; empty if none is. */
  readonly unfit: string;
  /** A peer says that it leads or could take over now. */
  readonly peerReady: boolean;
}

/** What a tick finds out besides the probes. */
export interface Tick {
  readonly vrrp: VrrpState;
  readonly drain: DrainWish | undefined;
  readonly hold: string;
  readonly behind: string;
  readonly unfit: string;
  /** A peer leads that this node cannot hear by VRRP. */
  readonly unheardLeader: boolean;
  readonly peerReady: boolean;
}

export type HealthInput =
  | {
      readonly kind: "probe";
      readonly outcome: Pick<ProbeOutcome, "kind" | "detail">;
      /** DNS is silent, and Pi-hole's web server answers. */
      readonly busy?: boolean;
      /** It is known for certain that Pi-hole has ended or hangs: no further probe has to say so. */
      readonly certain?: boolean;
    }
  | ({ readonly kind: "tick" } & Tick);

/** Where a node begins: nothing is known, so nothing is touched. */
export const initialHealth = (now: number): Health => ({
  name: "starting",
  since: now,
  reason: "no verdict yet",
  verdict: "unknown",
  healthySince: undefined,
  goodInARow: 0,
  badInARow: 0,
  badSince: undefined,
  vrrp: "unknown",
  drain: undefined,
  hold: "",
  behind: "",
  unfit: "",
  peerReady: false,
});

/** The next health after `input`. Pure. */
export function nextHealth(health: Health, input: HealthInput, now: number, rules: HealthRules): Health {
  const changed =
    input.kind === "probe" ? withProbe(health, input, now, rules) : withTick(health, input, now, rules);
  const [name, reason] = nameOf(changed);
  return { ...changed, name, reason, since: name === health.name ? health.since : now };
}

function withProbe(
  health: Health,
  { outcome, busy = false, certain = false }: Extract<HealthInput, { kind: "probe" }>,
  now: number,
  rules: HealthRules,
): Health {
  if (outcome.kind === "no-data") return health;
  if (outcome.kind === "ok") {
    const stays = health.drain === undefined && !mayNotLead(health);
    const goodInARow = health.goodInARow + 1;
    const healthy = health.verdict === "healthy" || goodInARow >= rules.rise;
    return {
      ...health,
      goodInARow,
      badInARow: 0,
      badSince: undefined,
      verdict: healthy ? "healthy" : health.verdict,
      healthySince: healthy && stays ? (health.healthySince ?? now) : health.healthySince,
      reason: healthy ? "" : health.reason,
    };
  }
  const badInARow = health.badInARow + 1;
  const badSince = health.badSince ?? now;
  const waits = busy && outcome.kind === "timeout" && now - badSince < rules.busyMs;
  // Before the first answer there is nothing that could have ended.
  const ended = certain && health.verdict === "healthy";
  const failed = ended || (badInARow >= rules.fall && !waits);
  return {
    ...health,
    badInARow,
    badSince,
    goodInARow: 0,
    verdict: failed ? "failed" : health.verdict,
    healthySince: failed ? undefined : health.healthySince,
    reason: failed ? `${outcome.kind}: ${outcome.detail}` : health.reason,
  };
}

const mayNotLead = ({ unfit, vrrp }: Pick<Health, "unfit" | "vrrp">): boolean =>
  unfit !== "" && vrrp !== "MASTER";

function withTick(health: Health, tick: Tick, now: number, rules: HealthRules): Health {
  const { vrrp, hold, behind, unfit, peerReady } = tick;
  const seen = { ...health, vrrp, hold, behind, unfit, peerReady };
  if (!tick.drain) {
    // A node that has healed is as one that has come back: it waits before it takes the VIP.
    const returned = health.drain !== undefined || health.unfit !== "";
    const since = returned && health.verdict === "healthy" ? now : health.healthySince;
    return { ...seen, drain: undefined, healthySince: mayNotLead(seen) ? undefined : since };
  }
  const drain: DrainState = { since: now, outcome: "waiting", ...health.drain, ...tick.drain };
  return {
    ...seen,
    healthySince: undefined,
    drain: { ...drain, outcome: drained(drain, tick, now, rules) },
  };
}

function drained(
  drain: DrainState,
  { vrrp, unheardLeader }: Tick,
  now: number,
  rules: HealthRules,
): DrainOutcome {
  if (drain.outcome !== "waiting") return drain.outcome;
  if (vrrp !== "MASTER" || unheardLeader) return "out";
  return drain.force && now - drain.since >= rules.drainDeadlineMs ? "released" : "waiting";
}

function nameOf(health: Health): [HealthStateName, string] {
  if (health.verdict === "failed") return ["faulted", health.reason];
  if (health.drain) return ["draining", `${health.drain.outcome}, by ${drainText(health.drain.by)}`];
  if (health.verdict === "unknown") return ["starting", "no verdict yet"];
  if (health.hold) return ["holding", health.hold];
  if (health.vrrp === "MASTER") return ["leading", health.unfit];
  if (health.behind) return ["syncing", health.behind];
  if (health.unfit) return ["yielding", health.unfit];
  if (health.vrrp === "BACKUP") return ["standing-by", ""];
  return ["ready", `DNS answers; keepalived's state is ${health.vrrp}`];
}

/**
 * The last one that could answer: a leader at fault keeps the VIP while no peer says that it could take over, at the
 * lowest priority, so that any node that can take it does. A slow answer is worth more than a VIP that is nowhere.
 */
export const isLastResort = ({ verdict, vrrp, peerReady }: Health): boolean =>
  verdict === "failed" && vrrp === "MASTER" && !peerReady;

/** What the health file must hold: 0 healthy, 1 fault, or undefined if it is left as it is. */
export function wantedHealth(health: Health): 0 | 1 | undefined {
  if (isLastResort(health)) return 0;
  if (health.verdict === "failed") return 1;
  if (health.drain && health.drain.outcome !== "waiting") return 1;
  // A restarted agent must not drop a VIP whose DNS works, nor raise one before it has seen it answer.
  if (health.verdict === "unknown") return undefined;
  return health.hold ? 1 : 0;
}
