/** What the host tells the program that measures the probes, as its only argument (JSON). */
export interface ProbeCostOptions {
  /** Probes many times as fast before it counts, so that the code is compiled. */
  readonly warmSeconds: number;
  /** Probes at the agent's own rate before it counts: what the haste has left is collected. */
  readonly settleSeconds: number;
  readonly seconds: number;
}

export interface ProbeCost {
  readonly ms: number;
  /** User and system time of the whole process in that time, by getrusage. */
  readonly cpuMs: number;
  /** Probes that were answered rightly in that time. */
  readonly probes: number;
  /** Probes of Pi-hole a second, as the agent's config has it. */
  readonly perSecond: number;
}
