import { afterAction } from "./after-action";
import { claimVerdict, goesDown, handOverTo } from "./claim-policy";
import {
  writing,
  type Action,
  type KeeperInput,
  type KeeperState,
  type Memory,
  type KeeperRules,
  type KeeperStateName,
} from "./keeper-types";
import { counted, following, pardoned, taught } from "./learned";
import { sightOf, type ClusterView } from "./cluster-view";
import { timing } from "./timing";

type Change = Partial<KeeperState>;

/** One step of the keeper: its state, and the action that it does next (`doing`), after `input` at `now`. Pure. */
export function nextKeeper(
  before: KeeperState,
  input: KeeperInput,
  now: number,
  rules: KeeperRules,
): KeeperState {
  const sight = sightOf(input, now, before.memory);
  let keeper = learn(before, input, sight, now, rules);
  keeper = afterAction(keeper, input, now);
  keeper = judge(keeper, input, sight, now, rules);
  keeper = { ...keeper, ...move(keeper, input, sight, now, rules) };
  keeper = keeper.doing ? keeper : { ...keeper, ...begin(keeper, input, sight, now, rules) };
  return keeper.state === before.state && keeper.reason === before.reason
    ? keeper
    : { ...keeper, since: keeper.state === before.state ? before.since : now };
}

/** Notes since when each fact holds, and takes over what the peers know better. */
function learn(
  keeper: KeeperState,
  input: KeeperInput,
  sight: ClusterView,
  now: number,
  rules: KeeperRules,
): KeeperState {
  const releasedFor = keeper.releasedSince === null ? 0 : now - keeper.releasedSince;
  const memory = releasedFor > timing.releaseMs ? { ...keeper.memory, released: null } : keeper.memory;
  const other = input.leads ? undefined : sight.seen.find(({ leads }) => leads)?.name;
  const releasing = sight.seen.find(({ data }) => data.released?.to === rules.node)?.name;
  const since = <T extends { readonly since: number }>(is: boolean, earlier: T | null, value: T): T | null =>
    is ? (earlier ?? value) : null;
  const otherLeads = keeper.otherLeads?.name === other ? keeper.otherLeads : null;
  return {
    ...keeper,
    memory: writing(keeper.state)
      ? counted(memory, sight, input.peers.length)
      : taught(pardoned(memory, keeper.barredSince, now), sight, keeper.quiet),
    barredSince: memory.barred ? (keeper.barredSince ?? now) : null,
    leadsSince: input.leads ? (keeper.leadsSince ?? now) : null,
    drainingSince: input.draining && !input.leads ? (keeper.drainingSince ?? now) : null,
    unheardSince: sight.unseen.length + sight.silent.length > 0 ? (keeper.unheardSince ?? now) : null,
    otherLeads: since(other !== undefined, otherLeads, { name: other ?? "", since: now }),
    routerSince: sight.holding === "no-router" ? null : (keeper.routerSince ?? now),
    releasedSince: memory.released ? (keeper.releasedSince ?? now) : null,
    releaseSeen: since(releasing !== undefined, keeper.releaseSeen, { from: releasing ?? "", since: now }),
    wantedSince: wished(keeper, input, now),
    leavingSince: input.leaving ? (keeper.leavingSince ?? now) : null,
  };
}

function wished({ wantedSince, state }: KeeperState, { take }: KeeperInput, now: number): number | null {
  if (take) return now;
  if (state === "holder" || wantedSince === null || now - wantedSince > timing.wishMs) return null;
  return wantedSince;
}

/** Whether this node may write, and since when. */
function judge(
  keeper: KeeperState,
  input: KeeperInput,
  sight: ClusterView,
  now: number,
  rules: KeeperRules,
): KeeperState {
  const { freeAt, holding } = sight;
  // The router's word comes first: what the peers say may be old, and is not asked where the router says no.
  const free = sight.free && !(rules.fenced && isElsewhere(holding));
  const mine = rules.fenced && (holding === "mine" || (holding === "shared" && writing(keeper.state)));
  // Without a fence nobody takes over from a node that it cannot see, but by a person's word.
  const alone = !rules.fenced && (!sight.occupant || passes(keeper, sight, rules)) && writing(keeper.state);
  const byWord = !rules.fenced && keeper.wantedSince !== null && !sight.occupant;
  const entitled = free || mine || alone || byWord;
  const at = alone || byWord ? now : Math.max(free ? freeAt : -Infinity, mine ? input.holding.at : -Infinity);
  const nobodys = holding === "nobody" || holding === "stranger" || (sight.free && isElsewhere(holding));
  const strayed = rules.fenced && keeper.state === "holder" && nobodys;
  return {
    ...keeper,
    entitledAt: entitled ? Math.max(keeper.entitledAt, at) : keeper.entitledAt,
    entitledSince: entitled ? (keeper.entitledSince ?? now) : null,
    freeSince: free ? (keeper.freeSince ?? now) : null,
    strayedSince: strayed ? (keeper.strayedSince ?? now) : null,
  };
}

/** The router does not answer to this host. */
const isElsewhere = (holding: ClusterView["holding"]): boolean =>
  holding === "not-mine" || holding === "nobody" || holding === "stranger";

/** Of two that hold, the later take-over stays; of two equal ones, the first by name. */
function passes({ memory }: KeeperState, { occupant }: ClusterView, { node }: KeeperRules): boolean {
  if (!occupant || !writing(occupant.data.state)) return true;
  const { epoch } = occupant.data;
  return memory.epoch > epoch || (memory.epoch === epoch && node < occupant.name);
}

/** The state's own transitions. What runs and must not go on is aborted. */
function move(
  keeper: KeeperState,
  input: KeeperInput,
  sight: ClusterView,
  now: number,
  rules: KeeperRules,
): Change {
  switch (keeper.state) {
    case "starting":
      return {};
    case "taking-over":
    case "holder":
    case "handing-over":
      return { ...parted(keeper, input, sight, now, rules), ...lost(keeper, sight, now, rules) };
    case "isolated":
    case "ousted":
    case "replica":
    case "waiting":
    case "claiming":
      return keeper.quiet ? wait(keeper, input, sight, now, rules) : {};
  }
}

const letGo = (
  keeper: KeeperState,
  state: KeeperStateName,
  reason: string,
  memory: Partial<Memory> = {},
): Change => ({
  state,
  reason,
  quiet: false,
  memory: { ...keeper.memory, ...memory },
  entitledSince: null,
  failures: 0,
  stopAt: 0,
  doing: keeper.doing && { ...keeper.doing, aborted: true },
});

/** If the host goes down: `begin` hands the data over; what cannot be handed over is let go, as it is. */
function parted(
  keeper: KeeperState,
  input: KeeperInput,
  sight: ClusterView,
  now: number,
  rules: KeeperRules,
): Change {
  const { leavingSince, state, doing } = keeper;
  if (leavingSince === null) return {};
  const late = now - leavingSince > timing.leaveMs;
  if (state === "handing-over") return late ? letGo(keeper, "replica", goesDown) : {};
  if (state === "taking-over") return letGo(keeper, "replica", goesDown);
  const alone = handOverTo(keeper, input, sight, now, rules) === undefined;
  if (late || (alone && now - leavingSince > timing.partnerMs)) return letGo(keeper, "replica", goesDown);
  return { doing: doing && { ...doing, aborted: true } };
}

/** Lets the data go if the node that has it may no longer write. */
function lost(keeper: KeeperState, sight: ClusterView, now: number, rules: KeeperRules): Change {
  if (!passes(keeper, sight, rules)) {
    const { name, data } = sight.occupant!;
    return letGo(keeper, "ousted", `${name} has taken the data over`, { epoch: data.epoch, latest: false });
  }
  const isTold = sight.askedAt - keeper.claimedAt >= timing.announceMs;
  if (rules.fenced && !sight.free && sight.holding === "not-mine" && isTold) {
    return letGo(keeper, "ousted", takenByNode, { barred: true });
  }
  if (now - keeper.entitledAt > timing.leaseMs) {
    const missing = [...sight.unseen, ...sight.silent].join(", ");
    if (isElsewhere(sight.holding)) {
      const barred = sight.holding === "nobody" && !sight.free;
      return letGo(keeper, barred ? "ousted" : "isolated", elsewhere(sight), { barred });
    }
    return letGo(
      keeper,
      "isolated",
      missing ? `no word of ${missing}, nor of the router` : "the peers and the router do not let it write",
    );
  }
  // What another device does to the fence address is told while it lasts.
  const told = keeper.reason.startsWith(strangerHas);
  if (sight.holding === "stranger" && keeper.state === "holder") return { reason: elsewhere(sight) };
  return told && keeper.state === "holder" ? { reason: "" } : {};
}

const strangerHas = "another device has the fence address";

const elsewhere = ({ stranger, holding }: ClusterView): string => {
  if (holding === "stranger") return `${strangerHas}: ${stranger}, which is no node's`;
  return holding === "nobody"
    ? "the router answers to another than this host at the fence address"
    : takenByNode;
};

const takenByNode = "another node answers at the fence address";

/** A node that does not write. */
function wait(
  keeper: KeeperState,
  input: KeeperInput,
  sight: ClusterView,
  now: number,
  rules: KeeperRules,
): Change {
  const elsewhereNow = sight.holding === "not-mine" || sight.holding === "nobody";
  if (keeper.state === "isolated" && rules.fenced && !sight.free && elsewhereNow) {
    return {
      state: "ousted",
      reason: elsewhere(sight),
      memory: { ...keeper.memory, barred: true },
    };
  }
  const verdict = claimVerdict(keeper, input, sight, now, rules);
  if (keeper.state === "claiming") return claimed(keeper, sight, now, rules, verdict);
  switch (verdict.kind) {
    case "take":
      return keeper.doing ? {} : takeOver(keeper, sight, now);
    case "claim":
      return keeper.doing || now < keeper.retryAt
        ? {}
        : {
            state: "claiming",
            reason: verdict.reason,
            entitledSince: null,
            freeSince: null,
            claimed: true,
            announced: false,
          };
    case "wait":
      return { state: "waiting", reason: verdict.reason };
    case "follow":
      if ((keeper.state === "isolated" || keeper.state === "ousted") && verdict.keep) return {};
      return { state: "replica", reason: keeper.failures > 0 ? keeper.reason : verdict.reason };
  }
}

function claimed(
  keeper: KeeperState,
  sight: ClusterView,
  now: number,
  rules: KeeperRules,
  verdict: ReturnType<typeof claimVerdict>,
): Change {
  const back = (reason: string, memory: Partial<Memory> = {}): Change => ({
    state: "waiting",
    reason,
    memory: { ...keeper.memory, ...memory },
    doing: keeper.doing && { ...keeper.doing, aborted: true },
  });
  if (verdict.kind === "follow" || verdict.kind === "wait") return back(verdict.reason);
  const had = now - keeper.since > timing.seenMs + timing.firstRetryMs && keeper.entitledAt > keeper.since;
  if (rules.fenced && !sight.free && had && isElsewhere(sight.holding) && !keeper.doing) {
    const barred = sight.holding !== "stranger";
    return { ...back(elsewhere(sight), { barred }), wantedSince: null, retryAt: now + timing.claimMs };
  }
  if (keeper.doing) return {};
  const settled = keeper.freeSince !== null && now - keeper.freeSince >= timing.settleMs;
  const held = keeper.entitledSince !== null && now - keeper.entitledSince >= timing.holdMs;
  if (settled || held || verdict.kind === "take") return takeOver(keeper, sight, now);
  if (keeper.entitledSince === null && now - keeper.since > timing.claimMs) {
    return {
      ...back("the router does not say that the fence address is here"),
      retryAt: now + timing.claimMs,
    };
  }
  return {};
}

function takeOver(keeper: KeeperState, { seen }: ClusterView, now: number): Change {
  const epoch = following(keeper.memory.epoch, seen);
  return {
    state: "taking-over",
    reason: "",
    memory: { epoch, latest: true, released: null, lastHolder: "", barred: false },
    quiet: false,
    claimed: true,
    claimedAt: now,
    failures: 0,
    retryAt: 0,
  };
}

/** The action to begin now, if none is under way. */
function begin(
  keeper: KeeperState,
  input: KeeperInput,
  sight: ClusterView,
  now: number,
  rules: KeeperRules,
): Change {
  const start = (action: Action, change: Change = {}): Change => ({
    ...change,
    doing: { action, since: now, aborted: false },
  });
  const stop = now < keeper.stopAt ? {} : start({ kind: "stop" });
  if (!keeper.quiet && !writing(keeper.state)) return stop;
  if (now < keeper.retryAt && keeper.state !== "holder") return {};
  switch (keeper.state) {
    case "taking-over":
      return start({ kind: "take-over" });
    case "handing-over":
      return {};
    case "holder": {
      if (keeper.strayedSince !== null && now - keeper.strayedSince >= timing.reclaimMs)
        return start({ kind: "claim" }, { strayedSince: null });
      const to = handOverTo(keeper, input, sight, now, rules);
      if (to)
        return start(
          { kind: "hand-over", to: to.name },
          { state: "handing-over", reason: to.reason, quiet: false },
        );
      return input.servicesDown && now >= keeper.retryAt ? start({ kind: "serve" }) : {};
    }
    case "claiming":
      return rules.fenced && !keeper.announced ? start({ kind: "claim" }, { announced: true }) : {};
    case "starting":
    case "isolated":
      return {};
    case "ousted":
    case "replica":
    case "waiting":
      // Somebody has made a replica writable by hand. The next copy keeps what was written there.
      if (input.roots?.some(({ writable }) => writable)) return stop;
      return rules.fenced && keeper.claimed ? start({ kind: "release" }) : {};
  }
}
