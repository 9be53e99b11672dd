import * as z from "zod";

const dataset = z.object({
  name: z.string(),
  /** Declared properties by name, each in its one spelling; sizes in bytes. */
  properties: z.record(z.string(), z.string()),
});

/**
 * What the host's `data.json` holds: what the data keeper is to keep. Rendered by the program, parsed once. No secrets.
 */
export const dataConfigSchema = z.object({
  node: z.string(),
  /** The host's own address, from which it replicates and by which its peers reach it. */
  host: z.string(),
  interface: z.string(),
  gateway: z.string(),
  /** The address by which the router is asked which node may write; "" if there is none. See `fence`. */
  fenceAddress: z.string(),
  peers: z.array(z.object({ name: z.string(), host: z.string() })),
  /** Declared datasets that no declared one lies above, each with all that is declared below it, parents first. */
  roots: z.array(z.object({ name: z.string(), datasets: z.array(dataset).min(1) })),
  replication: z.object({
    intervalMinutes: z.number().int().min(1),
    /** Seconds after the full minute at which this node's run begins: nodes do not all begin at once. */
    jitterSeconds: z.number().int().min(0),
    /** A run that takes longer is ended. */
    deadlineSeconds: z.number().int().min(1),
    sshPort: z.number().int(),
  }),
  /** Data that is older is not taken over unless a person says so. */
  maxDataAgeSeconds: z.number(),
  /** Above it, replication counts as lagging: an alert. */
  maxLagSeconds: z.number(),
  /** `automatic`: the data follows the node that leads DNS. `manual`: it stays where it is, unless that node drains or is gone. */
  failback: z.enum(["automatic", "manual"]),
  /** How long a node has to have led without a break before the data follows it. */
  dwellSeconds: z.number(),
  services: z.array(
    z.object({
      name: z.string(),
      datasets: z.array(z.string()),
      /** Absolute paths of compose files, in the order in which they are given to compose. */
      composeFiles: z.array(z.string()).min(1),
      /** By compose service, each by digest: exactly these containers run, and nothing is pulled for them. */
      images: z.record(z.string(), z.string()),
      /** Changes with any of its files, and stands in each container's label: what runs may be an earlier one. */
      revision: z.string(),
    }),
  ),
});

export type DataConfig = z.infer<typeof dataConfigSchema>;
export type DataRoot = DataConfig["roots"][number];

/**
 * The lease by which at most one node writes. All in seconds. A holder that is not entitled for `lease` stops, which
 * takes at most `stop`; who takes over from a node that it cannot see waits `hold`, and is entitled all that time.
 * A keeper that has said nothing for `watchdog` is killed, and `restart` later started again.
 */
export const fence = { lease: 10, stop: 10, hold: 25, watchdog: 6, restart: 1 } as const;
