import { keyFor } from "../../../contract/key-for";
import { errorText } from "../../../contract/error-text";
import type { ChannelClient } from "../../channel/channel-client";
import type { Log } from "../../../common/log";
import type { PiholeClient } from "../../pihole/pihole-client";
import type { PiholeNumbers } from "../../pihole/numbers";
import { clusterSums, nodeSumsSchema, type ClusterSums, type NodeSums } from "./node-sums";
import { readSums } from "./read-sums";

const everyMs = 15_000;
const deadlineMs = 2_000;

export interface SumsParts {
  readonly node: string;
  readonly peers: readonly { readonly name: string; readonly podAddress: string }[];
  /** This node's own, with the agent's session. */
  readonly pihole: Pick<PiholeClient, "ask">;
  readonly channel: Pick<ChannelClient, "ask">;
  /** The same on all nodes. */
  readonly secret: Buffer;
  readonly log: Log;
  /** In ms since 1970. */
  readonly now?: () => number;
}

/** Asks this node's Pi-hole and the peers, four times a minute, what they have answered. */
export class SumsWatch {
  private readonly told = new Map<string, NodeSums>();
  private readonly key: Buffer;
  private readonly ended = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private asking = false;
  private own: PiholeNumbers | undefined;
  private sums: ClusterSums | undefined;
  private trouble = "";

  constructor(private readonly parts: SumsParts) {
    this.key = keyFor(parts.secret, "clients of the page");
  }

  start(): void {
    void this.look();
    this.timer = setInterval(() => void this.look(), everyMs);
  }

  stop(): void {
    clearInterval(this.timer);
    this.ended.abort();
  }

  /** Of all nodes; the same object until there is something new. */
  all = (): ClusterSums | undefined => this.sums;

  /** Of this node, for a peer; undefined until its Pi-hole has told. */
  ownSums = (): NodeSums | undefined => this.told.get(this.parts.node);

  /** Pi-hole's own words; undefined while it does not answer. */
  numbers = (): PiholeNumbers | undefined => this.own;

  /** Asks once. Never rejects, and never twice at the same time. */
  async look(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    const { peers, now = Date.now } = this.parts;
    await Promise.all([this.lookAtOwn(), ...peers.map((peer) => this.lookAt(peer))]);
    this.sums = clusterSums(this.told, now());
    this.asking = false;
  }

  private async lookAtOwn(): Promise<void> {
    try {
      const { sums, numbers } = await readSums(this.parts.pihole, this.key, this.ended.signal);
      this.told.set(this.parts.node, sums);
      this.own = numbers;
      this.trouble = "";
    } catch (error) {
      this.own = undefined;
      const trouble = errorText(error);
      if (trouble !== this.trouble && !this.ended.signal.aborted)
        this.parts.log("sums.failed", { error: trouble });
      this.trouble = trouble;
    }
  }

  /** A peer that does not answer, or is of a version that does not know the question, keeps what it told last. */
  private async lookAt({ name, podAddress }: SumsParts["peers"][number]): Promise<void> {
    const question = { method: "GET", path: "/sums", deadlineMs } as const;
    const answer = await this.parts.channel
      .ask(podAddress, question, this.ended.signal)
      .catch(() => undefined);
    const { data } = nodeSumsSchema.safeParse(answer?.status === 200 ? answer.body : undefined);
    if (data) this.told.set(name, data);
  }
}
