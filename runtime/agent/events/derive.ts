import { drainText } from "../../contract/drain-cause";
import { conditionKey, type Condition } from "../conditions/condition";
import type { Held } from "../conditions/held";
import type { NodeSight } from "../conditions/kind";
import { duration } from "../conditions/duration";
import type { EventDraft } from "./event-log";

/** What has happened to this node between two looks. Pure. */
export function eventsBetween(before: NodeSight, after: NodeSight): EventDraft[] {
  return [
    ...healthEvents(before, after),
    ...drainEvents(before, after),
    ...syncEvents(before, after),
    ...dataEvents(before, after),
  ];
}

function healthEvents(before: NodeSight, after: NodeSight): EventDraft[] {
  const [was, is] = [before.snapshot.health, after.snapshot.health];
  const node = after.snapshot.config.node;
  if (was.verdict === is.verdict || was.verdict === "unknown") return [];
  return is.verdict === "failed"
    ? [{ code: "dns-failed", severity: "warning", text: `${node}'s DNS fails: ${is.reason}` }]
    : [{ code: "dns-answers", severity: "info", text: `${node}'s DNS answers again` }];
}

const drainedBy = ({ snapshot: { health } }: NodeSight): string | undefined =>
  health.drain && drainText(health.drain.by);

function drainEvents(before: NodeSight, after: NodeSight): EventDraft[] {
  const [was, is] = [drainedBy(before), drainedBy(after)];
  const node = after.snapshot.config.node;
  if (was === is) return [];
  return is === undefined
    ? [{ code: "undrained", severity: "info", text: `${node} is no longer drained` }]
    : [{ code: "drained", severity: "info", text: `${node} is drained (by ${is})` }];
}

/** Somebody was told that these changes are made, and they are not in force any more. */
function syncEvents(before: NodeSight, after: NodeSight): EventDraft[] {
  const [was, is] = [before, after].map(({ snapshot }) => snapshot.sync?.progress.unshared);
  if (is === undefined || is.at === was?.at) return [];
  const { config, sync } = after.snapshot;
  const leader = sync?.progress.leader ?? "the leader";
  const kept = is.kept === undefined ? "" : `, and kept: ha-dns sync restore ${is.kept} on ${config.node}`;
  return [
    {
      code: "changes-replaced",
      severity: "warning",
      text:
        `${config.node} had changes that no other node had when it lost the lead. ` +
        `They are replaced by what ${leader} has${kept} (${is.figures.join("; ")})`,
    },
  ];
}

function dataEvents(before: NodeSight, after: NodeSight): EventDraft[] {
  const [was, is] = [before.snapshot.data?.state, after.snapshot.data?.state];
  const node = after.snapshot.config.node;
  if (was === undefined || is === undefined || was.state === is.state) return [];
  if (is.state === "holder")
    return [{ code: "data-moved", severity: "info", text: `${node} has the data now` }];
  if (was.state === "holder")
    return [
      { code: "data-left", severity: "info", text: `${node} does not have the data any more (${is.state})` },
    ];
  return [];
}

/**
 * What conditions have begun and are over. Each is told by one node: what concerns a node by that node, and what
 * concerns the cluster or a silent peer by the leader.
 */
export function conditionEvents(before: Held, after: Held, { snapshot }: NodeSight): EventDraft[] {
  const tells = (condition: Pick<Condition, "code" | "subject">): boolean => {
    const key = conditionKey(condition);
    const concerns = snapshot.role === "leader" || condition.subject.startsWith(snapshot.config.node);
    return concerns && after.get(key)?.told !== before.get(key)?.told;
  };
  const began = [...after.values()]
    .filter((condition) => condition.told && tells(condition))
    .map(({ code, severity, text }): EventDraft => ({ code, severity, text }));
  const over = [...before.values()]
    .filter((condition) => condition.told && !after.has(conditionKey(condition)) && tells(condition))
    .map(({ code, text, since }): EventDraft => ({
      code,
      severity: "info",
      text: `over after ${duration(snapshot.at - since)}: ${text}`,
    }));
  return [...began, ...over];
}
