import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { statusPort } from "../../runtime/contract/files";
import { containers } from "../../runtime/contract/names";
import { statesOfNodes } from "./data-host";
import type { Looks } from "../checks/attack-result";
import type { Cluster, DrillNode } from "./cluster";
import { tryInNode } from "./node";

const everyMs = 3_000;
const answerMs = 2_000;
const told = z.object({ conditions: z.array(z.object({ code: z.string() })) });

/** Polls the nodes from its construction until `stop`. */
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

  /** One node after the other, and with few commands: they use the same processors as the attacked nodes. */
  private async look(): Promise<void> {
    const { nodes, data } = this.cluster;
    for (const node of nodes) {
      for (const code of await conditionsOf(node)) this.conditions.add(code);
      this.memoryMb = Math.max(this.memoryMb, await agentMemoryMb(node));
    }
    if (!data) return;
    const states = Object.values(await statesOfNodes(nodes));
    this.writers = Math.max(this.writers, states.filter((state) => state?.writable).length);
  }
}

/** Resident memory of all processes in the agent's container; 0 if it does not run. */
async function agentMemoryMb(node: DrillNode): Promise<number> {
  const list = `docker top ${containers.agent} -o pid,rss 2>/dev/null | awk 'NR > 1 { print $2 }'`;
  const { stdout } = await tryInNode(node, "sh", "-c", list);
  const kib = stdout.split("\n").reduce((sum, line) => sum + Number(line), 0);
  return Math.round(kib / 1024);
}

/** The conditions in a node's public status; none while it does not answer. */
async function conditionsOf(node: DrillNode): Promise<readonly string[]> {
  try {
    const signal = AbortSignal.timeout(answerMs);
    const answer = await fetch(`http://${node.pod}:${statusPort}/status`, { signal });
    return told.parse(await answer.json()).conditions.map(({ code }) => code);
  } catch {
    return []; // It is off, or the attack keeps it from answering. Another node may report the condition.
  }
}
