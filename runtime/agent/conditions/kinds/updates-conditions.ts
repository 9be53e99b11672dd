import type { ConditionKind } from "../kind";

/** What the nodes could run instead. */
export const updateKinds: readonly ConditionKind[] = [
  {
    code: "update-available",
    severity: "info",
    title: "There is a newer image than the one that the nodes run.",
    forSeconds: 0,
    fix: "read what is new in it, then set its key in Pulumi.yaml (piholeImage), and pulumi up for each node",
    look: ({ snapshot }) =>
      (snapshot.updates ?? []).map(({ what, current, newest }) => ({
        subject: what,
        text: `${what} ${newest} is available; the nodes run ${current}`,
      })),
  },
];
