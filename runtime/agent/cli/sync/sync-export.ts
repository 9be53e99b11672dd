import type { FoundContent } from "../../../contract/adoption";
import { errorText } from "../../../contract/error-text";
import type { Print } from "../control";
import type { Agents, OwnState } from "./sync-agents";

/** Prints everything that this Pi-hole shares with the cluster, logins included, in the format of `sync adopt`. */
export async function exportState(agents: Pick<Agents, "own">, print: Print): Promise<number> {
  try {
    print(JSON.stringify(foundOf(await agents.own())));
    return 0;
  } catch (error) {
    print(`sync export: ${errorText(error)}`);
    return 1;
  }
}

const foundOf = ({ node, state }: Pick<OwnState, "node" | "state">): FoundContent => ({
  from: `${node}'s Pi-hole`,
  groups: state.groups,
  lists: state.lists.map(({ built: _, ...list }) => list),
  domains: state.domains,
  clients: state.clients,
  settings: Object.fromEntries(
    Object.entries(state.settings).map(([key, value]) => [key, { value, changed: true }]),
  ),
  waysIn: true,
  left: [],
});
