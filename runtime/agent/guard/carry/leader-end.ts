import * as z from "zod";
import { errorText } from "../../../contract/error-text";
import type { ChannelReply } from "../../channel/channel-server";
import type { HttpAnswer } from "../../http/http-ask";
import { parsed } from "../../../common/json";
import type { PiholeRequest } from "../../pihole/pihole-request";
import { changeSchema, type Carried, type CarriedChange } from "./carried-change";

export interface LeaderEndParts {
  readonly node: string;
  readonly leads: () => boolean;
  /** Asks this node's own guard, with a session of the agent's: all that holds for a change here holds for this one. */
  readonly ask: (question: PiholeRequest) => Promise<HttpAnswer>;
  /** Reads this node's Pi-hole again for the followers; resolves to the state's revision. */
  readonly refresh: () => Promise<string>;
}

/** A gravity run on a small host takes minutes. */
const deadlineMs = 300_000;
const mostAtOnce = 8;

/** The leader's part: makes a change that a person has asked a follower for, who knows that person. */
export class LeaderEnd {
  private underWay = 0;

  constructor(private readonly parts: LeaderEndParts) {}

  /** What a peer's agent asks for on the channel. Never rejects. */
  async hear(body: unknown): Promise<ChannelReply> {
    const { node, leads } = this.parts;
    const refusal = (status: number, error: string): ChannelReply => ({ status, body: { node, error } });
    const { data, error } = changeSchema.safeParse(body);
    if (!data) return refusal(400, z.prettifyError(error));
    if (!leads()) return refusal(409, "does not lead");
    if (this.underWay >= mostAtOnce) return refusal(503, "makes too many changes at once");
    this.underWay++;
    try {
      return { status: 200, body: { node, carried: await this.make(data) } };
    } catch (failure) {
      return refusal(503, errorText(failure));
    } finally {
      this.underWay--;
    }
  }

  private async make({ method, target, body }: CarriedChange): Promise<Carried> {
    const { status, text } = await this.parts.ask({ method, path: target, body: parsed(body), deadlineMs });
    const isMade = status < 300;
    return { status, text, revision: isMade ? await this.parts.refresh().catch(() => "") : "" };
  }
}
