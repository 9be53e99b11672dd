import type { Channel } from "../../contract/notify-config";
import type { Log } from "../../common/log";
import { failureOf } from "./failure";
import type { ClusterSight } from "./notifier";
import type { NodeState } from "./senders/mqtt";

type Broker = Extract<Channel, { kind: "mqtt" }>;

/** After a failure the broker is told this much later. */
const againMs = 60_000;

export interface HomeParts {
  readonly node: string;
  readonly cluster: () => Pick<ClusterSight, "leads" | "peers">;
  readonly tell: (broker: Broker, nodes: readonly NodeState[]) => Promise<void>;
  readonly log: Log;
  /** ms since 1970 */
  readonly now: () => number;
}

/** Tells home automations, by MQTT, how the nodes do: the leader does, when it becomes that, and whenever something changes. */
export class Home {
  /** By channel, what was accepted last; forgotten when another node leads. */
  private readonly told = new Map<string, string>();
  private readonly underWay = new Set<string>();
  private readonly notBefore = new Map<string, number>();

  constructor(private readonly parts: HomeParts) {}

  /** To be called once a second. */
  tick(channels: readonly Channel[]): void {
    const brokers = channels.filter((channel) => channel.kind === "mqtt");
    if (brokers.length === 0) return;
    const { node, cluster, now } = this.parts;
    const { leads, peers } = cluster();
    if (!leads) return this.told.clear();
    const nodes: NodeState[] = [
      { name: node, role: "leader" },
      ...peers.map(({ name, seen, leads: leadsToo }): NodeState => {
        const role = leadsToo ? "leader" : "follower";
        return { name, role: seen ? role : undefined };
      }),
    ];
    for (const broker of brokers)
      if (now() >= (this.notBefore.get(broker.name) ?? 0)) void this.tell(broker, nodes);
  }

  /** Never rejects; one at a time. */
  private async tell(broker: Broker, nodes: readonly NodeState[]): Promise<void> {
    const { name } = broker;
    const text = JSON.stringify([broker, nodes]);
    if (this.underWay.has(name) || this.told.get(name) === text) return;
    this.underWay.add(name);
    try {
      await this.parts.tell(broker, nodes);
      this.told.set(name, text);
    } catch (error) {
      this.notBefore.set(name, this.parts.now() + againMs);
      this.parts.log("notify.home-failed", { channel: name, error: failureOf(error).message });
    } finally {
      this.underWay.delete(name);
    }
  }
}
