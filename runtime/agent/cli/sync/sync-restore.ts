import type { KeptStates } from "../../sync/apply/kept-states";
import { askedInWords, type AskStatus, type Print } from "../control";
import type { Agents } from "./sync-agents";
import { errorText } from "../../../contract/error-text";

/**
 * Puts a kept state of this node's back. The leader does it: from any other node sync would take it away again. Nobody
 * is asked first, since what is there now is kept as well. Resolves to the exit code.
 */
export async function restoreKeptState(
  agents: Pick<Agents, "restore">,
  states: Pick<KeptStates, "read">,
  ask: AskStatus,
  name: string,
  print: Print,
): Promise<number> {
  try {
    const { node, state } = states.read(name);
    const { role } = await askedInWords(ask);
    const done = await agents.restore({ name, node, state }, role === "leader");
    print(`${done.node} leads, and was told:`);
    done.words.forEach(print);
    return 0;
  } catch (error) {
    print(`sync restore: ${errorText(error)}`);
    return 1;
  }
}
