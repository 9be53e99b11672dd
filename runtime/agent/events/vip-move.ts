import type { NodeSight } from "../conditions/kind";
import { duration } from "../conditions/duration";
import type { EventDraft } from "./event-log";
import { vipMoved } from "./moves";

/** This node has just taken the virtual IP. Why is known a moment later, when the others have been asked again. */
export interface Move {
  /** In ms since 1970. */
  readonly at: number;
  /** Who led before; undefined if nobody did. */
  readonly from: string | undefined;
  /** When that one was last heard to lead, in ms since 1970. */
  readonly heardAt: number;
}

/** Whoever was heard to lead longer ago is not the one before. */
const recentMs = 60_000;
/** By then a peer that lives has answered. */
const knownAfterMs = 2_000;

/** A move that the change from `before` to `after` is; undefined if there was none. */
export function moveBetween(before: NodeSight, after: NodeSight): Move | undefined {
  if (before.snapshot.role === "leader" || after.snapshot.role !== "leader") return undefined;
  const [led] = [...before.memory]
    .filter(([, { status, at }]) => status.vrrp.state === "MASTER" && after.snapshot.at - at <= recentMs)
    .sort(([, a], [, b]) => b.at - a.at);
  return { at: after.snapshot.at, from: led?.[0], heardAt: led?.[1].at ?? 0 };
}

/** Whether it is time to say why. */
export const isExplained = (move: Move, sight: NodeSight): boolean =>
  sight.snapshot.at - move.at >= knownAfterMs;

/** Says of a move from whom, to whom, why, and how long nobody led at most. A fault that moves it is no mere news. */
export function moveEvent(move: Move, sight: NodeSight): EventDraft {
  const { node } = sight.snapshot.config;
  const { from, at, heardAt } = move;
  if (from === undefined)
    return { code: vipMoved, severity: "info", at, text: `${node} leads now; no other node led before` };
  const by = drainedBy(from, sight);
  if (by) {
    const text = `the virtual IP moved from ${from} to ${node}: ${from} was drained (by ${by})`;
    return { code: vipMoved, severity: "info", at, text, by };
  }
  const gap = Math.max(0, at - heardAt);
  const longest =
    gap < 10_000 ? `within ${(Math.ceil(gap / 100) / 10).toFixed(1)} s` : `after ${duration(gap)}`;
  const { why, severity } = whyOf(from, sight);
  const text = `the virtual IP moved from ${from} to ${node} ${longest}: ${why}`;
  return { code: vipMoved, severity, at, text };
}

const saidBy = (from: string, { snapshot }: NodeSight) =>
  snapshot.peers.find(({ name }) => name === from)?.status;

/** Who has drained it, as it says or said last. */
const drainedBy = (from: string, sight: NodeSight): string =>
  (saidBy(from, sight) ?? sight.memory.get(from)?.status)?.drainedBy ?? "";

function whyOf(
  from: string,
  sight: NodeSight,
): { readonly why: string; readonly severity: "info" | "warning" } {
  const { snapshot } = sight;
  const said = saidBy(from, sight);
  if (!said) return { why: `${from} does not answer`, severity: "warning" };
  if (said.state === "faulted") return { why: `${from}'s DNS fails: ${said.reason}`, severity: "warning" };
  if (said.state === "yielding") return { why: `${from} gave way: ${said.reason}`, severity: "warning" };
  const claims = [snapshot.config.priority, said.vrrp.priority] as const;
  const why =
    claims[0] > claims[1]
      ? `${snapshot.config.node} has the higher priority`
      : `${from} is ${said.state}${said.reason ? `: ${said.reason}` : ""}`;
  return { why, severity: "info" };
}
