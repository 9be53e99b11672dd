import { ownNode, type ConditionKind } from "../kind";

/** The query history of all nodes. */
export const historyKinds: readonly ConditionKind[] = [
  {
    code: "history-failing",
    severity: "warning",
    title:
      "This node cannot keep the query history, or cannot read its Pi-hole's or a peer's queries for it.",
    forSeconds: 600,
    fix: "docs/history.md; docker logs ha-dns-agent on that node tells more",
    look: (sight) => {
      const { history, peers } = sight.snapshot;
      // A peer that does not answer at all is a condition of its own.
      const silent = peers.filter(({ status }) => status === undefined).map(({ name }) => name);
      const causes = Object.entries(history?.trouble ?? {}).filter(([source]) => !silent.includes(source));
      if (causes.length === 0) return [];
      const node = ownNode(sight);
      const words = causes.map(([source, why]) => `${source}: ${why}`).join("; ");
      return [{ subject: node, text: `${node} cannot keep its query history whole: ${words}` }];
    },
  },
];
