import { severities } from "../../contract/severity";
import { gauge } from "./metric";

/** What somebody may have to do something about; see docs/conditions.md. */
export const conditionMetrics = [
  gauge({
    name: "ha_dns_condition",
    help: "1 for each condition that this node knows of, its own and its peers'; docs/conditions.md explains them. Absent if all is well.",
    labels: {
      code: "which condition",
      subject: "what it is about: a node, a service; empty for the cluster as a whole",
      severity: severities.map((severity) => `\`${severity}\``).join(", "),
    },
    samples: ({ conditions = [] }) =>
      conditions.map(({ code, subject, severity }) => [{ code, subject, severity }, 1]),
  }),
];
