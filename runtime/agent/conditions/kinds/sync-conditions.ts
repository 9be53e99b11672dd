import { ownNode, type ConditionKind } from "../kind";

/** How lists and settings follow the leader. */
export const syncKinds: readonly ConditionKind[] = [
  {
    code: "removal-waits",
    severity: "warning",
    title: "So much would be removed on a node that a person is asked first.",
    forSeconds: 10,
    fix: "on that node: ha-dns sync diff, then ha-dns sync accept; or put it back on the leader",
    look: (sight) => {
      const refusal = sight.snapshot.sync?.progress.refusal;
      if (!refusal) return [];
      const text = `${ownNode(sight)} waits for a person before it removes: ${refusal.words.join(", ")}`;
      return [{ subject: ownNode(sight), text: text }];
    },
  },
  {
    code: "sync-failing",
    severity: "warning",
    title: "A node cannot take over the leader's lists and settings, or a setting was taken back.",
    forSeconds: 120,
    fix: "on that node: ha-dns sync status says which",
    look: (sight) => {
      const brief = sight.snapshot.sync?.progress.brief ?? "";
      return brief === "" ? [] : [{ subject: ownNode(sight), text: `${ownNode(sight)}: ${brief}` }];
    },
  },
  {
    code: "rows-aside",
    severity: "info",
    title: "Some rows cannot be synced; everything else is.",
    forSeconds: 600,
    fix: "on that node: ha-dns sync status names them",
    look: (sight) => {
      const aside = sight.snapshot.sync?.progress.aside;
      const rows = (aside?.here.length ?? 0) + (aside?.leader.length ?? 0);
      return rows === 0
        ? []
        : [{ subject: ownNode(sight), text: `${ownNode(sight)}: ${rows} rows are not synced` }];
    },
  },
];
