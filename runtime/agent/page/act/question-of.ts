import type { ActionTools, Done } from "./action-kind";
import { isKeptName } from "./kept-name";

type Question = (tools: ActionTools, arg: string) => Promise<Done>;

/** What the doors may ask a node for, beside having something done: it changes nothing. */
const questions: Readonly<Record<string, Question>> = {
  "kept-states": ({ command }) => command("sync", "states", "--json"),
  difference: ({ command }, arg) =>
    isKeptName(arg)
      ? command("sync", "diff", arg)
      : Promise.resolve({ good: false, words: ["There is no such state."] }),
};

/** Undefined if it is no question. */
export const questionOf = (name: string): Question | undefined =>
  Object.hasOwn(questions, name) ? questions[name] : undefined;
