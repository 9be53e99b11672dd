import type { DataConfig } from "../../contract/data-config";
import type { DataState } from "../../contract/data-state";
import type { KeeperState } from "./keeper-types";
import type { HostView } from "./host-view";

/** More would not fit into the agent's /status. */
const keptAtMost = 50;

/** What the keeper says in its file. `now` is on the keeper's clock, `wall` in ms since 1970. */
export function stateOf(
  config: DataConfig,
  keeper: KeeperState,
  views: Pick<HostView, "roots" | "services" | "kept">,
  replication: DataState["replication"],
  now: number,
  wall: number,
): DataState {
  const { epoch, latest, released } = keeper.memory;
  // What was not looked at, and may have been written to, may still be.
  const unknown = config.roots.map(({ name }) => ({
    name,
    newest: null,
    empty: false,
    writable: !keeper.quiet,
    trouble: "not looked at yet",
  }));
  const roots = views.roots ?? unknown;
  return {
    node: config.node,
    at: wall,
    state: keeper.state,
    reason: keeper.reason,
    since: wall - (now - keeper.since),
    maxLagSeconds: config.maxLagSeconds,
    epoch,
    latest,
    wants: keeper.wantedSince !== null,
    writable: roots.some(({ writable }) => writable),
    released,
    roots: roots.map(({ name, newest, empty, trouble }) => ({ name, newest, empty, trouble })),
    services: views.services.map((service) => ({ ...service })),
    replication: replication.map((peer) => ({ ...peer })),
    kept: [...views.kept].sort((a, b) => b.at - a.at).slice(0, keptAtMost),
  };
}
