import { request } from "node:https";
import { ask } from "../http/ask";
import { parsed } from "../http/json";
import { channelTls } from "./psk";

export interface ChannelQuestion {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: unknown;
  /** Until the whole answer is there, in ms. */
  readonly deadlineMs: number;
}

export interface ChannelAnswer {
  readonly status: number;
  /** Parsed JSON; undefined where it is none. */
  readonly body: unknown;
}

const longestAnswer = 64 * 1024 * 1024;

/** The follower's end of the channel. */
export class ChannelClient {
  constructor(
    private readonly key: Buffer,
    private readonly node: string,
    private readonly port: number,
    private readonly longest = longestAnswer,
  ) {}

  /** Rejects where the other end does not know the cluster secret, or gives no whole answer in time. */
  async ask(address: string, question: ChannelQuestion, aborted: AbortSignal): Promise<ChannelAnswer> {
    const { method, path, body, deadlineMs } = question;
    const options = {
      host: address,
      port: this.port,
      method,
      path,
      agent: false as const,
      ...channelTls,
      pskCallback: () => ({ psk: this.key, identity: this.node }),
      // There is no certificate: that the other end has the key is the proof.
      checkServerIdentity: () => undefined,
    };
    const text = body === undefined ? undefined : JSON.stringify(body);
    const answer = await ask(request, options, text, { deadlineMs, longest: this.longest, aborted });
    return { status: answer.status, body: parsed(answer.text) };
  }
}
