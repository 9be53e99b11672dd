import type { Rights } from "../hardened";
import { lines } from "./text";

/** What the supervisor gives each container besides what Docker made it with. */
export const renderLimits = (rights: readonly Rights[]): string =>
  lines(
    "# Rendered from the config of this node's stack; changes by hand are undone.",
    "# container, processes and threads at most, oom_score_adj",
    ...rights.map(({ name, pids, oomScoreAdj }) => `${name} ${pids} ${oomScoreAdj}`),
  );
