import { problem, warning } from "../../../components/preflight/finding";
import type { DoctorCheck } from "../doctor-check";
import { answered } from "../../../components/peers/ask-agents";
import { nodeNameOf } from "../doctor-view";

export const conditions: DoctorCheck = {
  id: "conditions",
  title: "no node reports a warning or a problem",
  look({ nodes }) {
    const told = new Set<string>();
    return nodes.flatMap((node) => {
      if (!answered(node.agent)) return [];
      // An agent reports its peers' conditions as well: each is listed once.
      const fresh = (node.agent.conditions ?? []).filter(({ code, text }) => {
        const key = `${code} ${text}`;
        return told.has(key) ? false : Boolean(told.add(key));
      });
      return fresh.flatMap(({ code, severity, text, fix }) => {
        if (severity === "info") return [];
        const found = severity === "critical" ? problem : warning;
        return [
          {
            ...found(`${code}: ${text}`, "no lasting condition (docs/conditions.md)", fix),
            node: nodeNameOf(node),
          },
        ];
      });
    });
  },
};
