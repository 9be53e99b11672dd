import { placeText, without } from "../../sync/model/aside";
import { difference, differenceWords, type TableDifference } from "../../sync/model/difference";
import type { KeptStates } from "../../sync/apply/kept-states";
import { settled } from "../../sync/apply/restore-state";
import { askedInWords, type AskStatus, type Print } from "../control";
import type { Agents } from "./sync-agents";
import { errorText } from "../../../contract/error-text";

interface Compared {
  readonly node: string;
  /** The leader's name, or the kept state's. */
  readonly with: string;
  readonly differences: readonly TableDifference[];
}

/**
 * Prints how this node's Pi-hole differs from the leader's, or from the kept state of that name. Resolves to the exit
 * code: 0 if that could be told, whatever it is.
 */
export async function diff(
  agents: Pick<Agents, "own" | "leader">,
  states: Pick<KeptStates, "read">,
  ask: AskStatus,
  { name, json }: { readonly name: string | undefined; readonly json: boolean },
  print: Print,
): Promise<number> {
  const say = (data: object, words: readonly string[]): void =>
    json ? print(JSON.stringify(data)) : words.forEach(print);
  try {
    if (name === undefined) {
      const { node, role } = await askedInWords(ask);
      if (role === "leader") {
        say({ node, leads: true, differences: [] }, [`${node} leads: the others follow it`]);
        return 0;
      }
    }
    const compared = await (name === undefined ? withLeader(agents) : withKept(agents, states, name));
    say(compared, diffWords(compared));
    return 0;
  } catch (error) {
    const text = errorText(error);
    say({ error: text }, [`sync diff: ${text}`]);
    return 1;
  }
}

async function withLeader(agents: Pick<Agents, "own" | "leader">): Promise<Compared> {
  const [leader, own] = [await agents.leader(), await agents.own()];
  const aside = new Set([...(leader.aside ?? []), ...own.aside].map(placeText));
  return {
    node: own.node,
    with: leader.node,
    differences: difference(without(leader.state, aside), without(own.state, aside), own.traits),
  };
}

async function withKept(
  agents: Pick<Agents, "own">,
  states: Pick<KeptStates, "read">,
  name: string,
): Promise<Compared> {
  const kept = states.read(name);
  const { node, state, traits } = await agents.own();
  return { node, with: name, differences: difference(settled(kept.state), state, traits) };
}

/** Every row by name: who asks wants to see them. */
function diffWords({ node, with: other, differences }: Compared): string[] {
  if (differences.length === 0) return [`${node} has what ${other} has`];
  return [`${node}, beside ${other}:`, ...differenceWords(differences, Infinity).map((line) => `  ${line}`)];
}
