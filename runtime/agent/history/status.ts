import type { HistorySeen } from "./protocol";

const shown = (at: number | undefined): string | null =>
  at === undefined ? null : new Date(at / 1000).toISOString();

/** What /status says of the history: how much there is, and of which time. */
export const historyStatus = ({ queries, bytes, oldest, newest, trouble }: HistorySeen) => ({
  queries,
  bytes,
  oldest: shown(oldest),
  newest: shown(newest),
  trouble,
});
