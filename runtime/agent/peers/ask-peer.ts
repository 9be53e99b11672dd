import { Agent as ConnectionPool, request } from "node:http";
import { statusPort } from "../../contract/files";
import type { ChannelClient } from "../channel/channel-client";
import { ask } from "../http/http-ask";
import { parsed } from "../../common/json";

/** Milliseconds that a peer has to answer. */
const deadlineMs = 800;
const longest = 64 * 1024;

/** Asks the agent at an address what it reports of itself; not validated yet. Rejects if there is no answer in time. */
export type AskPeer = (address: string) => Promise<unknown>;

/**
 * Asks over the agents' channel, so that only a node of this cluster can answer. An agent of an earlier version does
 * not know the question, and says so over the channel: only then is its public status believed.
 */
export function askOverChannel(client: Pick<ChannelClient, "ask">, plain: AskPeer = askPlainly()): AskPeer {
  return async (address) => {
    const question = { method: "GET", path: "/report", deadlineMs } as const;
    const { status, body } = await client.ask(address, question);
    if (status === 404) return plain(address);
    if (status !== 200) throw new Error(`the agent answered ${status}`);
    return body;
  };
}

function askPlainly(port = statusPort): AskPeer {
  const pool = new ConnectionPool({ keepAlive: true, maxSockets: 1 });
  return async (address) => {
    const options = { host: address, port, path: "/status", agent: pool };
    return parsed((await ask(request, options, undefined, { deadlineMs, longest })).text);
  };
}
