import { failingCode } from "../../notify/notify-seen";
import type { ConditionKind } from "../kind";

/** The channels that alerts go to. */
export const notifyKinds: readonly ConditionKind[] = [
  {
    code: failingCode,
    severity: "warning",
    title: "A channel for alerts refuses messages, or fails while others work. The others are told.",
    forSeconds: 0,
    fix: "on that node: ha-dns notify test; docs/alerts.md",
    look: ({ snapshot }) =>
      (snapshot.notify?.channels ?? [])
        .filter(({ lost }) => lost)
        .map(({ name, kind, trouble }) => ({
          subject: name,
          text: `the channel ${name} (${kind}) takes no messages: ${trouble}`.slice(0, 300),
        })),
  },
];
