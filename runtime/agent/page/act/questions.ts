import type { ActionTools, Done } from "./action-kind";
import { isKeptName } from "./kept-name";

/** What the doors may ask a node for, beside having something done: it changes nothing. */
export const questions: Readonly<Record<string, (tools: ActionTools, arg: string) => Promise<Done>>> = {
  "kept-states": ({ command }) => command("sync", "states", "--json"),
  difference: ({ command }, arg) =>
    isKeptName(arg)
      ? command("sync", "diff", arg)
      : Promise.resolve({ good: false, words: ["There is no such state."] }),
};
