import type { DrainCause } from "../../../../contract/drain-cause";
import { drain } from "../../../cli/control";
import type { ActionKind } from "../action-kind";
import { stateInWords, otherReady } from "../cluster-now";
import { spoken } from "../spoken";

export const drainKind: ActionKind = {
  id: "drain",
  at: "node",
  answers: "",
  label: (node) => `Drain ${node}`,
  isOffered: ({ drainedBy }) => !isByHand(drainedBy),
  says: ({ name, leads, holdsData }, cluster) => {
    const other = otherReady(cluster, name)?.name ?? "another node";
    const dns = leads
      ? `${other} takes over from ${name}. No query is lost.`
      : `${name} stops standing by. Nothing changes for the devices in your network.`;
    const data = holdsData ? " Its data and services move to another node." : "";
    return `${dns}${data} ${name} stays out until you undrain it, or its host starts again. You can then work on it.`;
  },
  refused: ({ name, drainedBy, state }, cluster) => {
    if (state === "silent") return `${name} does not answer.`;
    if (isByHand(drainedBy)) return `${name} is drained already.`;
    if (otherReady(cluster, name)) return "";
    const others = cluster.nodes.filter((node) => node.name !== name);
    const why = others.map((node) => `${node.name} is ${stateInWords(node)}`).join("; ");
    return `DNS would stop: no other node could take over now (${why || "there is none"}).`;
  },
  movesVip: true,
  run: ({ paths, ask }) => spoken((print) => drain(paths, false, print, ask)),
};

export const isByHand = (drainedBy: readonly DrainCause[]): boolean => drainedBy.includes("hand");
