import { answered } from "../../../components/peers/ask-agents";
import { warning } from "../../../components/preflight/finding";
import type { DoctorCheck } from "../doctor-check";
import { nodeNameOf, type NodeSeen } from "../doctor-view";

const subjects: Readonly<Record<keyof NodeSeen, string>> = {
  offers: "what DHCP servers hand out",
  dns: "what the cluster answers to this node",
  adverts: "how VRRP adverts come",
  care: "power, heat, and reboots by updates",
};

/** No data does not mean that all is well: this check reports every question without an answer. */
export const notFoundOut: DoctorCheck = {
  id: "not found out",
  title: "every question was answered",
  look({ nodes }) {
    return nodes.flatMap((node) => {
      const { seen } = node;
      if (!seen) return [];
      return (Object.keys(subjects) as (keyof NodeSeen)[]).flatMap((subject) => {
        const fact = seen[subject];
        // Before the first deployment there is no pod to listen in.
        if (fact.known || (subject === "adverts" && !answered(node.agent))) return [];
        const fix = "run ha-dns doctor again; a host that is busy answers late";
        const found = warning(`${subjects[subject]}: ${fact.why}`, "an answer within its deadline", fix);
        return [{ ...found, node: nodeNameOf(node) }];
      });
    });
  },
};
