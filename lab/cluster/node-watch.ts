import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { agentExec, containers } from "../../runtime/contract/names";
import { statesOfNodes } from "./data-host";
import type { Cluster, DrillNode } from "./cluster";
import { pidsOf, tryInNode } from "./node";

/** What was seen of the nodes while an attack lasted. */
export interface Looks {
  /** Most that the processes of an agent's container had in memory together, of all nodes. */
  readonly memoryMb: number;
  /** Most nodes whose data could be written to at once; 0 in a lab without data. */
  readonly writers: number;
  /** Codes of the conditions that were told. */
  readonly conditions: readonly string[];
}

const everyMs = 1_000;
const told = z.object({ conditions: z.array(z.object({ code: z.string() })) });

/** Looks at the nodes ever again, from its making to `stop`. */
export class NodeLooks {
  private memoryMb = 0;
  private writers = 0;
  private readonly conditions = new Set<string>();
  private readonly abort = new AbortController();
  private readonly done: Promise<void>;

  constructor(private readonly cluster: Cluster) {
    this.done = this.loop();
  }

  seen(): Looks {
    return { memoryMb: this.memoryMb, writers: this.writers, conditions: [...this.conditions] };
  }

  has = (condition: string): boolean => this.conditions.has(condition);

  async stop(): Promise<void> {
    this.abort.abort();
    await this.done;
  }

  private async loop(): Promise<void> {
    const { signal } = this.abort;
    while (!signal.aborted) {
      await this.look();
      await delay(everyMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async look(): Promise<void> {
    const { nodes, data } = this.cluster;
    const memory = await Promise.all(nodes.map(agentMemoryMb));
    this.memoryMb = Math.max(this.memoryMb, ...memory);
    for (const code of (await Promise.all(nodes.map(conditionsOf))).flat()) this.conditions.add(code);
    if (!data) return;
    const states = Object.values(await statesOfNodes(nodes));
    this.writers = Math.max(this.writers, states.filter((state) => state?.writable).length);
  }
}

/** Of all processes of the agent's container; 0 if it does not run. */
async function agentMemoryMb(node: DrillNode): Promise<number> {
  const pids = await pidsOf(node, containers.agent);
  if (pids.length === 0) return 0;
  const ps = await tryInNode(node, "ps", "-o", "rss=", "-p", pids.join(","));
  const kib = ps.stdout.split("\n").reduce((sum, line) => sum + Number(line), 0);
  return Math.round(kib / 1024);
}

/** That a node tells; none while its agent does not answer. */
async function conditionsOf(node: DrillNode): Promise<readonly string[]> {
  const { code, stdout } = await tryInNode(node, ...agentExec(), "status", "--json");
  return code === 0 ? told.parse(JSON.parse(stdout)).conditions.map((condition) => condition.code) : [];
}
