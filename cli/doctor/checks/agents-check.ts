import { answered } from "../../../components/peers/ask-agents";
import { problem } from "../../../components/preflight/finding";
import type { DoctorCheck } from "../doctor-check";
import { isDeployed, leads, nodeNameOf } from "../doctor-view";

export const agents: DoctorCheck = {
  id: "agents",
  title: "every node's agent answers, and one node leads",
  look(view) {
    if (!isDeployed(view)) return [];
    const silent = view.nodes.flatMap((node) => {
      if (answered(node.agent) || node.seen === undefined) return [];
      const { host } = node.visited.plan.node;
      const fix = `ssh root@${host} docker ps --all shows its containers; ha-dns up ${nodeNameOf(node)} repairs them`;
      const found = problem(`its agent does not answer: ${node.agent.trouble}`, "an agent that answers", fix);
      return [{ ...found, node: nodeNameOf(node) }];
    });
    const leaders = view.nodes.filter(leads).map(nodeNameOf);
    if (leaders.length === 1) return silent;
    const found =
      leaders.length === 0
        ? "no node leads: nobody answers at the VIP"
        : `${leaders.join(" and ")} both lead`;
    const fix =
      "ha-dns status says why; if two lead, the nodes do not hear each other: look at the switch and the cables";
    return [...silent, { ...problem(found, "one node that leads", fix), node: "LAN" }];
  },
};
