import type { Rights } from "../hardened";
import { handMade, lines } from "./text";

/** What the supervisor gives each container besides what Docker made it with. */
export const renderLimits = (rights: readonly Rights[]): string =>
  lines(
    handMade,
    "# container, processes and threads at most, oom_score_adj",
    ...rights.map(({ name, pids, oomScoreAdj }) => `${name} ${pids} ${oomScoreAdj}`),
  );
