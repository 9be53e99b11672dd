import * as z from "zod";
import { errorText } from "../../../contract/error-text";
import type { ChannelClient } from "../../channel/channel-client";
import { carriedSchema, type Carried, type CarriedChange } from "./carried-change";

/** Longer than the leader asks its Pi-hole. */
const deadlineMs = 310_000;
const mostAtOnce = 8;
const answer = z.object({ node: z.string(), carried: carriedSchema });
const refusal = z.object({ node: z.string(), error: z.string() });

/** A follower's agent's part: takes changes of its doors to the leader, over the agents' channel. */
export class ToLeader {
  private underWay = 0;

  constructor(
    private readonly channel: Pick<ChannelClient, "ask">,
    /** Undefined while no node leads that this one knows. */
    private readonly leader: () => { readonly name: string; readonly podAddress: string } | undefined,
  ) {}

  /** Resolves to why the leader did not make it, if so. Never rejects. */
  carry = async (change: CarriedChange): Promise<Carried | string> => {
    const leader = this.leader();
    if (!leader) return "no node leads now";
    if (this.underWay >= mostAtOnce) return "too many changes are under way";
    this.underWay++;
    try {
      const question = { method: "POST", path: "/change", body: change, deadlineMs } as const;
      const { status, body } = await this.channel.ask(leader.podAddress, question);
      if (status === 404) return `${leader.name} runs a version that takes no change from another node`;
      const { data } = answer.safeParse(body);
      if (status === 200 && data?.node === leader.name) return data.carried;
      return `${leader.name} ${refusal.safeParse(body).data?.error ?? `answered ${status}`}`;
    } catch (error) {
      return `${leader.name} does not answer: ${errorText(error)}`;
    } finally {
      this.underWay--;
    }
  };
}
