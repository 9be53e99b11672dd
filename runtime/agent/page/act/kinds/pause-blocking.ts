import { errorText } from "../../../../contract/error-text";
import type { ActionKind } from "../action-kind";

const minutes = [5, 15, 60] as const;

const argOf = (count: number): string => `${count}m`;
const minutesOf = (arg: string): number | undefined => minutes.find((count) => argOf(count) === arg);

export const pauseBlockingKind: ActionKind = {
  id: "pause-blocking",
  at: "leader",
  answers: "",
  label: () => "Pause blocking",
  isOffered: ({ blocking }) => blocking !== "off",
  says: () => "No node blocks anything for that long. Then all of them block again by themselves.",
  refused: ({ name, leads }, _, arg) => {
    if (!leads) return `${name} does not lead now.`;
    return arg === undefined || minutesOf(arg) !== undefined ? "" : "There is no such choice.";
  },
  choices: () => minutes.map((count) => ({ arg: argOf(count), label: `Pause for ${count} minutes` })),
  movesVip: false,
  run: async ({ pihole }, arg) => {
    const count = minutesOf(arg) ?? 0;
    const body = { blocking: false, timer: 60 * count };
    try {
      await pihole.ask({ method: "POST", path: "/api/dns/blocking", body });
      return { good: true, words: [`Nothing is blocked for ${count} minutes.`] };
    } catch (error) {
      return { good: false, words: [errorText(error)] };
    }
  },
};
