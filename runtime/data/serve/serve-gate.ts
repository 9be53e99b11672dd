import type { DataState } from "../../contract/data-state";

/** States in which this node's copy is not the working one, and is not about to become it. */
const following: readonly DataState["state"][] = ["replica", "claiming", "ousted", "waiting"];

/** Why nothing may be received now; "" if it may. `state` is undefined if the keeper does not answer, or what it reported is old. */
export function whyNot(state: DataState | undefined): string {
  if (!state) return "the data keeper of this node does not answer";
  const { node } = state;
  if (!following.includes(state.state)) return `${node} receives nothing while its data is ${state.state}`;
  return state.writable ? `the datasets of ${node} can be written to` : "";
}
