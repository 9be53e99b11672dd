import { accept } from "../../../cli/sync/accept";
import type { ActionKind } from "../action-kind";
import { spoken } from "../spoken";

export const acceptRemovalKind: ActionKind = {
  id: "accept-removal",
  at: "node",
  answers: "removal-waits",
  label: (node) => `Let the removal through on ${node}`,
  isOffered: ({ refusal }) => refusal !== undefined,
  says: ({ name, refusal }) =>
    `${name} takes over what the leader has, and loses ${(refusal?.words ?? []).join(", ")}. ` +
    "What it has now is kept first, so that you can put it back.",
  refused: ({ name, refusal, state }, _, arg = refusal?.digest) => {
    if (state === "silent") return `${name} does not answer.`;
    if (!refusal) return `No removal waits on ${name}.`;
    return refusal.digest === arg ? "" : "The leader has changed since this was shown. Look at it again.";
  },
  choices: ({ refusal }) => (refusal ? [{ arg: refusal.digest, label: "Let the removal through" }] : []),
  movesVip: false,
  run: ({ paths, ask }, digest) => spoken((print) => accept(paths, print, ask, undefined, digest)),
};
