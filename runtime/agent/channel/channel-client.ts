import { Agent as ConnectionPool, request } from "node:https";
import { ask } from "../http/http-ask";
import { parsed } from "../../common/json";
import type { ChannelKey, ChannelKeys } from "./channel-keys";
import { channelTls, isForeign } from "./psk";

export interface ChannelQuestion {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: unknown;
  /** Until the whole answer is there, in ms. */
  readonly deadlineMs: number;
}

export interface ChannelAnswer {
  readonly status: number;
  /** Parsed JSON; undefined if it is none. */
  readonly body: unknown;
}

const longestAnswer = 64 * 1024 * 1024;

export interface ChannelOptions {
  /** Bytes of an answer. */
  readonly longest?: number;
  /** Keeps a connection to each address open, for questions that come every second. */
  readonly keepAlive?: boolean;
}

/** The asking end of the channel. */
export class ChannelClient {
  private readonly longest: number;
  private readonly pools = new Map<string, ConnectionPool>();

  constructor(
    private readonly keys: ChannelKeys,
    private readonly node: string,
    private readonly port: number,
    private readonly options: ChannelOptions = {},
  ) {
    this.longest = options.longest ?? longestAnswer;
  }

  /** Rejects if the other end does not know the channel's key, or gives no whole answer in time. */
  async ask(address: string, question: ChannelQuestion, aborted?: AbortSignal): Promise<ChannelAnswer> {
    const tried = this.keys.inTurn();
    for (const [i, key] of tried.entries()) {
      try {
        const answer = await this.askWith(key, address, question, aborted);
        this.keys.proved(address, key);
        return answer;
      } catch (error) {
        if (i === tried.length - 1 || !isForeign(error)) throw error;
      }
    }
    throw new Error("there is no key to ask with");
  }

  /** Closes the connections that are kept open. */
  stop(): void {
    for (const pool of this.pools.values()) pool.destroy();
  }

  private async askWith(
    key: ChannelKey,
    address: string,
    { method, path, body, deadlineMs }: ChannelQuestion,
    aborted: AbortSignal | undefined,
  ): Promise<ChannelAnswer> {
    const options = { host: address, port: this.port, method, path, agent: this.pool(key) };
    const text = body === undefined ? undefined : JSON.stringify(body);
    const limits = { deadlineMs, longest: this.longest, ...(aborted ? { aborted } : {}) };
    const answer = await ask(request, options, text, limits);
    return { status: answer.status, body: parsed(answer.text) };
  }

  /**
   * A pool would give a connection that was made with one key to a question with another. What TLS needs is the pool's,
   * since Node.js gives a kept connection to no question that brings a check of the server of its own.
   */
  private pool(key: ChannelKey): ConnectionPool {
    const pool =
      this.pools.get(key.id) ??
      new ConnectionPool({
        ...channelTls,
        pskCallback: () => ({ psk: key.secret, identity: `${this.node} ${key.id}` }),
        // There is no certificate: that the other end has the key is the proof.
        checkServerIdentity: () => undefined,
        maxCachedSessions: 0,
        keepAlive: this.options.keepAlive ?? false,
        // A question must never wait behind another one, which may have longer to be answered.
        maxFreeSockets: 2,
      });
    this.pools.set(key.id, pool);
    return pool;
  }
}
