import { failback } from "../../../cli/control";
import type { ActionKind } from "../action-kind";
import { stateInWords } from "../cluster-now";
import { spoken } from "../spoken";

const able: readonly string[] = ["standing-by", "ready"];

export const failbackKind: ActionKind = {
  id: "failback",
  at: "node",
  answers: "",
  label: (node) => `Have ${node} lead`,
  isOffered: ({ leads, state }) => !leads && able.includes(state),
  says: ({ name }, { nodes }) => {
    const leader = nodes.find(({ leads }) => leads)?.name;
    return `${name} takes the virtual IP${leader ? ` over from ${leader}` : ""}. No query is lost.`;
  },
  refused: (node) => {
    if (node.leads) return `${node.name} leads already.`;
    return able.includes(node.state) ? "" : `${node.name} cannot lead now: it is ${stateInWords(node)}.`;
  },
  movesVip: true,
  run: ({ paths, ask }) => spoken((print) => failback(paths, print, ask)),
};
