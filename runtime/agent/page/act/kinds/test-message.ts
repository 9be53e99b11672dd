import type { ActionKind } from "../action-kind";

export const testMessageKind: ActionKind = {
  id: "test-message",
  at: "leader",
  answers: "",
  label: () => "Send a test message",
  isOffered: (_, { channels }) => channels > 0,
  says: ({ name }, { channels }) =>
    `${name} sends a test to ${channels === 1 ? "your channel" : `each of your ${channels} channels`}, and says which have accepted it.`,
  refused: ({ name, leads }, { channels }) => {
    if (!leads) return `${name} does not lead now.`;
    return channels > 0 ? "" : "There is no channel: set `notify` in the config (docs/alerts.md).";
  },
  movesVip: false,
  run: ({ command }) => command("notify", "test"),
};
