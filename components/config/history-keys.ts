import { integer, key } from "./key";

/** Keys of the query history of all nodes. */
export const historyKeys = {
  historyDays: key({
    since: "2026-11-30",
    scope: "cluster",
    description:
      "For how many days every node keeps the queries of all nodes; 0 for no such history. See [history.md](history.md).",
    schema: integer(0, 3_650),
    expected: "days, from 0 (no history) to 3650",
    example: "31",
    default: 0,
    costs: [],
  }),
  historyMegabytes: key({
    since: "2026-11-30",
    scope: "cluster",
    description: "How large the query history may be on each node. The oldest queries go first.",
    schema: integer(16, 65_536),
    expected: "MiB, from 16 to 65536",
    example: "1024",
    default: 256,
    costs: [],
  }),
} as const;
