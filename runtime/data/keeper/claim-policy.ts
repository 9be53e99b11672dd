import type { KeeperInput, KeeperState, KeeperRules } from "./keeper-types";
import { able, bestNode, copyOf, has, newerPeer, type VisiblePeer, type ClusterView } from "./cluster-view";
import { timing } from "./timing";

export type ClaimVerdict =
  /** At once: it was let go for this node, which has all of it. */
  | { readonly kind: "take" }
  | { readonly kind: "claim"; readonly reason: string }
  /** It would, and needs a person's word. */
  | { readonly kind: "wait"; readonly reason: string }
  /** `keep`: an isolated or ousted node has learned nothing new. */
  | { readonly kind: "follow"; readonly reason: string; readonly keep: boolean };

export const goesDown = "this host goes down";

const follow = (reason: string, keep = false): ClaimVerdict => ({ kind: "follow", reason, keep });
const needsWord = (reason: string): ClaimVerdict => ({
  kind: "wait",
  reason: `${reason}; \`ha-dns data take\` takes the data over nevertheless`,
});

/** Whether a node that does not write is to take the data over now. */
export function claimVerdict(
  keeper: KeeperState,
  input: KeeperInput,
  sight: ClusterView,
  now: number,
  rules: KeeperRules,
): ClaimVerdict {
  if (input.leaving) return follow(goesDown);
  const wanted = keeper.wantedSince !== null;
  const { occupant } = sight;
  if (!able(input.roots)) {
    const trouble = input.roots?.find((root) => root.trouble !== "");
    return follow(trouble ? `${trouble.name}: ${trouble.trouble}` : "");
  }
  if (occupant && !yields(occupant, wanted, keeper, rules)) {
    if (wanted) return follow(`${occupant.name} has been asked to hand the data over`);
    return follow(
      occupant.data.state === "claiming" ? `${occupant.name} is about to take the data over` : "",
    );
  }
  if (sight.free) return inSight(keeper, input, sight, now, rules);
  return unseen(keeper, input, sight, now, rules);
}

/** Of two that claim, the one that a person wants, else the first by name, goes on. */
const yields = (
  { name, data }: VisiblePeer,
  wanted: boolean,
  keeper: KeeperState,
  { node }: KeeperRules,
): boolean =>
  keeper.state === "claiming" && data.state === "claiming" && (wanted === data.wants ? node < name : wanted);

/** All see each other, and nobody has the data. */
function inSight(
  keeper: KeeperState,
  input: KeeperInput,
  sight: ClusterView,
  now: number,
  rules: KeeperRules,
): ClaimVerdict {
  const best = bestNode(keeper, input, sight, rules);
  if (best !== rules.node) return follow(best ? `${best} is to have the data` : "");
  const from = sight.seen.find(({ name }) => name === keeper.releaseSeen?.from)?.data.released;
  const prompt = keeper.releaseSeen !== null && now - keeper.releaseSeen.since <= timing.promptMs;
  if (from && !keeper.memory.latest) {
    if (has(input.roots ?? [], from.snapshot))
      return prompt ? { kind: "take" } : { kind: "claim", reason: "it was let go for this node" };
    return follow(`waits for the copy ${from.snapshot} that was let go`);
  }
  const old = tooOld(keeper, input, rules);
  return old ? needsWord(old) : { kind: "claim", reason: "nobody has the data" };
}

/** Some peer cannot be seen: only the router can tell whether it writes. */
function unseen(
  keeper: KeeperState,
  input: KeeperInput,
  sight: ClusterView,
  now: number,
  rules: KeeperRules,
): ClaimVerdict {
  const { memory } = keeper;
  const missing = [...sight.unseen, ...sight.silent].join(", ");
  const newer = newerPeer(keeper, sight);
  const released = newer?.data.released;
  if (newer && released?.to === rules.node && has(input.roots ?? [], released.snapshot)) {
    // Without a fence the one that let it go was the only one who could.
    return rules.fenced
      ? { kind: "claim", reason: `${newer.name} has let it go for this node` }
      : { kind: "take" };
  }
  const wantedFor = keeper.wantedSince === null ? 0 : now - keeper.wantedSince;
  if (newer && wantedFor <= timing.newerMs) return follow(`${newer.name} has a newer copy`);
  if (keeper.wantedSince !== null) return { kind: "claim", reason: "a person has said so" };
  // An update of a node takes its agent away for a moment, and its data nowhere.
  const silent = keeper.unheardSince !== null && now - keeper.unheardSince >= timing.silenceMs;
  if (!silent && keeper.state !== "claiming") return follow(`no word of ${missing}`, true);
  const leads = keeper.leadsSince !== null && now - keeper.leadsSince >= rules.dwellMs;
  const elsewhere = memory.latest && sight.seen.some((peer) => peer.leads || peer.data.wants);
  if (!leads && !elsewhere) return follow(`no word of ${missing}`, true);
  const holder = sight.silent.find((name) => name === memory.lastHolder);
  if (holder) return needsWord(`${holder} had the data, and its data keeper does not answer`);
  if (!rules.fenced) return needsWord(`no word of ${missing}, and there is no fenceAddress to be certain by`);
  if (memory.barred) {
    if (keeper.state === "ousted") return follow(keeper.reason, true);
    return needsWord(`another node has taken the fence address, and there is no word of ${missing}`);
  }
  const answers = keeper.routerSince !== null && now - keeper.routerSince >= timing.routerMs;
  if (!answers && keeper.state !== "claiming")
    return follow(`no word of ${missing}, nor of the router`, true);
  const old = tooOld({ ...keeper, memory: { ...memory, latest: false } }, input, rules);
  return old ? needsWord(old) : { kind: "claim", reason: `no word of ${missing}` };
}

/** Why the copy here is too old to go on from; empty if it is not, or if no other can be newer. */
function tooOld(
  { memory, wantedSince }: KeeperState,
  { roots, wall }: KeeperInput,
  { maxAgeMs }: KeeperRules,
): string {
  if (memory.latest || wantedSince !== null || memory.epoch === 0) return "";
  const copy = copyOf(roots ?? []);
  if (copy === 0) return "there is no copy of the data here";
  const age = wall - copy;
  return age > maxAgeMs
    ? `the copy here is ${Math.round(age / 1000)} s old, more than maxDataAge allows`
    : "";
}

/** The peer to which a holder is to hand the data over, and why. */
export function handOverTo(
  keeper: KeeperState,
  input: KeeperInput,
  { seen }: ClusterView,
  now: number,
  rules: KeeperRules,
): { readonly name: string; readonly reason: string } | undefined {
  const ready = seen.filter(
    ({ data }) => able(data.roots) && (data.state === "replica" || data.state === "waiting"),
  );
  if (now < keeper.moveAt) return undefined;
  const wants = ready.find(({ data }) => data.wants);
  if (wants) return { name: wants.name, reason: `a person wants the data at ${wants.name}` };
  const [first] = [...ready].sort(
    (a, b) => copyOf(b.data.roots) - copyOf(a.data.roots) || Number(b.leads) - Number(a.leads),
  );
  if (input.leaving) return first && { name: first.name, reason: goesDown };
  if (now < keeper.restUntil) return undefined;
  const { otherLeads } = keeper;
  const leads = otherLeads && now - otherLeads.since >= rules.dwellMs;
  const leader = ready.find(({ name }) => leads && name === otherLeads.name);
  if (leader && rules.failback === "automatic")
    return { name: leader.name, reason: `${leader.name} leads DNS` };
  if (keeper.drainingSince === null || now - keeper.drainingSince < rules.dwellMs) return undefined;
  return first && { name: first.name, reason: "this node is drained" };
}
