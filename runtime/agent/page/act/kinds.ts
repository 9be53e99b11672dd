import { conditionKey } from "../../conditions/condition";
import type { PageAction } from "../action";
import type { ActionKind } from "./action-kind";
import type { ClusterNow, NodeNow } from "./cluster-now";
import { acceptRemovalKind } from "./kinds/accept-removal";
import { drainKind } from "./kinds/drain-button";
import { failbackKind } from "./kinds/failback";
import { muteKind } from "./kinds/mute";
import { pauseBlockingKind } from "./kinds/pause-blocking";
import { restoreKind } from "./kinds/restore-button";
import { resumeBlockingKind } from "./kinds/resume-blocking";
import { testMessageKind } from "./kinds/test-message";
import { undrainKind } from "./kinds/undrain";

/** All that a person can have done from the page, in the order of the links; a further one is one entry. */
export const actionKinds: readonly ActionKind[] = [
  acceptRemovalKind,
  drainKind,
  undrainKind,
  failbackKind,
  restoreKind,
  pauseBlockingKind,
  resumeBlockingKind,
  muteKind,
  testMessageKind,
];

export const kindOf = (id: string): ActionKind | undefined => actionKinds.find((kind) => kind.id === id);

/** The links that the page shows now. */
export const actionsOf = (cluster: ClusterNow): PageAction[] =>
  cluster.nodes.flatMap((node) =>
    actionKinds
      .filter((kind) => (kind.at === "node" || node.leads) && kind.isOffered(node, cluster))
      .flatMap((kind) => conditionsOf(kind, node, cluster).map((key) => link(kind, node, cluster, key))),
  );

function conditionsOf({ answers }: ActionKind, node: NodeNow, { conditions }: ClusterNow): readonly string[] {
  if (answers === "any") return conditions;
  return [answers && conditionKey({ code: answers, subject: node.name })];
}

const link = (kind: ActionKind, node: NodeNow, cluster: ClusterNow, condition: string): PageAction => ({
  id: kind.id,
  node: kind.at === "node" ? node.name : "",
  condition,
  label: kind.label(node.name),
  says: kind.says(node, cluster),
  refused: kind.refused(node, cluster),
});
