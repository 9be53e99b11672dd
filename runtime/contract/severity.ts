/** From what a person may want to know to what has to be looked at now. */
export const severities = ["info", "warning", "critical"] as const;
export type Severity = (typeof severities)[number];

/** Higher is worse. */
export const severityRank = (severity: Severity): number => severities.indexOf(severity);
