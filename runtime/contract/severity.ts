/** From good to know to urgent. */
export const severities = ["info", "warning", "critical"] as const;
export type Severity = (typeof severities)[number];

/** Higher is worse. */
export const severityRank = (severity: Severity): number => severities.indexOf(severity);
