import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import { errorText } from "../../../contract/error-text";
import type { ChannelClient } from "../../channel/channel-client";
import type { ChannelReply } from "../../channel/channel-server";
import type { Severity } from "../../../contract/severity";
import type { ActionKind, ActionTools } from "./action-kind";
import { nodeNamed, type ClusterNow, type NodeNow } from "./cluster-now";
import { kindOf } from "./kinds";
import { questionOf } from "./question-of";
import { said, saidSchema, wantedSchema, type ActionAnswer, type ActionRequest } from "./act-message";

export interface PerformerParts {
  readonly node: string;
  readonly peers: readonly { readonly name: string; readonly podAddress: string }[];
  readonly cluster: () => ClusterNow;
  readonly tools: ActionTools;
  readonly channel: Pick<ChannelClient, "ask">;
  /** Keeps that something was done, and by whom. */
  readonly record: (what: { severity: Severity; text: string; by: string }) => void;
  /** How long the answer has to reach the person before the virtual IP moves, in ms. */
  readonly answerMs?: number;
}

const usualAnswerMs = 250;
/** A person waits for so long. */
const personMs = 10_000;
/** Also for a difference of whole states, on a small host. */
const peerMs = 30_000;
/** More at once are nobody's wish. */
const mostAtOnce = 4;

/** Does what people want on this node, or has a peer do it. */
export class Performer {
  private underWay = 0;

  constructor(private readonly parts: PerformerParts) {}

  /** What this node's own page asks for. Never rejects. */
  async perform(wanted: ActionRequest): Promise<ActionAnswer> {
    const peer = this.parts.peers.find(({ name }) => name === wanted.node);
    if (wanted.node !== this.parts.node && !peer)
      return said("refused", `There is no node ${wanted.node} in this cluster.`);
    return this.bounded(() => (peer ? this.askPeer(peer, wanted) : this.here(wanted)));
  }

  /** What a peer's agent asks for on the channel. Never rejects. */
  async hear(body: unknown): Promise<ChannelReply> {
    const { node } = this.parts;
    const { data, error } = wantedSchema.safeParse(body);
    if (!data) return { status: 400, body: { node, error: z.prettifyError(error) } };
    if (data.node !== node) return { status: 409, body: { node, error: `this is not ${data.node}` } };
    return { status: 200, body: { node, said: await this.bounded(() => this.here(data)) } };
  }

  private async bounded(work: () => Promise<ActionAnswer>): Promise<ActionAnswer> {
    if (this.underWay >= mostAtOnce) return said("refused", "Other actions are still under way. Try again.");
    this.underWay++;
    try {
      return await work();
    } catch (error) {
      return said("failed", errorText(error));
    } finally {
      this.underWay--;
    }
  }

  private async here(wanted: ActionRequest): Promise<ActionAnswer> {
    const question = questionOf(wanted.action);
    if (question !== undefined) {
      const { good, words } = await question(this.parts.tools, wanted.arg);
      return said(good ? "done" : "failed", ...words);
    }
    const kind = kindOf(wanted.action);
    const cluster = this.parts.cluster();
    const node = nodeNamed(cluster, this.parts.node);
    if (!kind || !node) return said("refused", `${this.parts.node} knows no such action.`);
    const refused = kind.refused(node, cluster, wanted.arg);
    if (refused) return said("refused", refused);
    const says = kind.says(node, cluster);
    this.parts.record({
      severity: "info",
      text: `"${labelOf(kind, node, wanted.arg)}" was pressed on the page`,
      by: `by hand from ${wanted.by}`,
    });
    if (!kind.movesVip) return this.awaited(this.run(kind, wanted));
    void delay(this.parts.answerMs ?? usualAnswerMs).then(() => this.run(kind, wanted));
    return said("begun", says);
  }

  /** What takes longer than a person waits for goes on. */
  private async awaited(work: Promise<ActionAnswer>): Promise<ActionAnswer> {
    const over = new AbortController();
    const late = said("begun", "It takes its time, and goes on. The page tells if it does not succeed.");
    try {
      return await Promise.race([work, delay(personMs, late, { signal: over.signal })]);
    } finally {
      over.abort();
    }
  }

  /** Never rejects. */
  private async run(kind: ActionKind, { by, arg }: ActionRequest): Promise<ActionAnswer> {
    const { good, words } = await kind
      .run(this.parts.tools, arg)
      .catch((error: unknown) => ({ good: false, words: [errorText(error)] }));
    if (!good)
      this.parts.record({
        severity: "warning",
        // Everybody in the network reads events.
        text: `"${kind.label(this.parts.node)}" did not succeed${kind.namesRows ? "" : `: ${words.join("; ")}`}`,
        by: `by hand from ${by}`,
      });
    return said(good ? "done" : "failed", ...words);
  }

  private async askPeer(
    peer: { name: string; podAddress: string },
    wanted: ActionRequest,
  ): Promise<ActionAnswer> {
    const question = { method: "POST", path: "/act", body: wanted, deadlineMs: peerMs } as const;
    const { status, body } = await this.parts.channel.ask(peer.podAddress, question).catch((error) => {
      throw new Error(`${peer.name} does not answer: ${errorText(error)}`);
    });
    if (status === 404) throw new Error(`${peer.name} runs a version that cannot do this: run up for it.`);
    const { data } = z.object({ node: z.literal(peer.name), said: saidSchema }).safeParse(body);
    if (!data) throw new Error(`${peer.name} did not do it: its agent answered ${status}.`);
    return data.said;
  }
}

/** On the button that was pressed. */
const labelOf = (kind: ActionKind, node: NodeNow, arg: string): string =>
  kind.choices?.(node, "").find((choice) => choice.arg === arg)?.label ?? kind.label(node.name);
