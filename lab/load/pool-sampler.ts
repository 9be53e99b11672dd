import { setTimeout as delay } from "node:timers/promises";
import type { Cluster } from "../cluster/cluster";
import { sample } from "../cluster/data-host";
import type { Sample } from "../checks/data-history";

const everyMs = 1_500;
/** A sample that says nothing new is kept only so often. */
const keptEveryMs = 4_500;

/** Looks at all nodes' pools again and again, from its making to `stop`. */
export class Sampler {
  samples: Sample[] = [];
  private readonly abort = new AbortController();
  private readonly loops: Promise<void>[];

  constructor(cluster: Cluster, pool: string) {
    this.loops = cluster.nodes.map(async (node) => {
      let last: Sample | undefined;
      while (!this.abort.signal.aborted) {
        // A node without power says nothing, and one that hangs says it later.
        const seen = await sample(node, pool).catch(() => undefined);
        if (seen && (!last || seen.at - last.at > keptEveryMs || !isAlike(seen, last)))
          this.samples.push((last = seen));
        await delay(everyMs, undefined, { signal: this.abort.signal }).catch(() => undefined);
      }
    });
  }

  /** All but the last sample of each node, which says what there is. */
  forget(): void {
    this.samples = [...new Map(this.samples.map((one) => [one.node, one])).values()];
  }

  async stop(): Promise<void> {
    this.abort.abort();
    await Promise.all(this.loops);
  }
}

const isAlike = (a: Sample, b: Sample): boolean => JSON.stringify(a.datasets) === JSON.stringify(b.datasets);
