import { undrain } from "../../../cli/control";
import type { ActionKind } from "../action-kind";
import { spoken } from "../spoken";
import { isByHand } from "./drain-button";

export const undrainKind: ActionKind = {
  id: "undrain",
  at: "node",
  answers: "",
  label: (node) => `Undrain ${node}`,
  isOffered: ({ drainedBy }) => isByHand(drainedBy),
  says: ({ name }) =>
    `${name} comes back, and stands by or leads again when it answers and has the cluster's lists.`,
  refused: ({ name, drainedBy, state }) => {
    if (state === "silent") return `${name} does not answer.`;
    return isByHand(drainedBy) ? "" : `${name} is not drained by hand.`;
  },
  movesVip: true,
  run: ({ paths, ask }) => spoken((print) => undrain(paths, print, ask)),
};
