import type { ActionKind } from "../action-kind";

const hours = [
  [1, "for an hour"],
  [24, "for a day"],
  [168, "for a week"],
] as const;

/** What is muted and for how long, as one text; keys hold no colon. */
const argOf = (count: number, key: string): string => `${count}:${key}`;

const isKey = (key: string): boolean => /^[a-z0-9][\w.-]*(\/[\w.-]+)?$/i.test(key);

function partsOf(arg: string): { readonly count: number; readonly key: string } | undefined {
  const [count = "", key = ""] = arg.split(":");
  const known = hours.find(([each]) => String(each) === count);
  return known && isKey(key) ? { count: known[0], key } : undefined;
}

export const muteKind: ActionKind = {
  id: "mute",
  at: "leader",
  answers: "any",
  label: () => "Mute",
  isOffered: (_, { channels }) => channels > 0,
  says: () => "No message is sent about this for that long. The page goes on showing it.",
  refused: ({ name, leads }, _, arg) => {
    if (!leads) return `${name} does not lead now.`;
    return arg === undefined || partsOf(arg) ? "" : "There is no such choice.";
  },
  choices: (_, condition) =>
    isKey(condition)
      ? hours.map(([count, words]) => ({ arg: argOf(count, condition), label: `Mute ${words}` }))
      : [],
  movesVip: false,
  run: ({ command }, arg) => {
    const { count, key } = partsOf(arg)!;
    return command("notify", "mute", key, String(count));
  },
};
