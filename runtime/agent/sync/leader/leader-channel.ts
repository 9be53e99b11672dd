import * as z from "zod";
import { asidesSchema } from "../model/aside";
import { briefOf } from "../model/brief";
import type { ChannelClient } from "../../channel/channel-client";
import { isForeign } from "../../channel/psk";
import type { LeaderSource } from "../follower/follower";
import { narrow } from "../model/narrow";
import type { Published, Publisher } from "./publisher";
import { syncStateSchema } from "../model/sync-state";

const longestWaitMs = 30_000;
const answerMs = 15_000;

/** The asker takes whatever Pi-hole takes; the version before does not, and does not say so. */
const anyRows = "any";

const published = z.object({
  revision: z.string(),
  node: z.string(),
  state: syncStateSchema,
  aside: asidesSchema.optional(),
});
const refusal = z.object({ node: z.string(), error: z.string() });

/** What a question about whole states is answered with. */
export interface AboutReply {
  readonly status: number;
  readonly body: unknown;
}

/** The leader's side: `GET /state?known=REVISION&waitMs=N&rows=any`. 200 with a state, 204's meaning as `null`, 409, 503. */
export async function tellState(
  node: string,
  leads: () => boolean,
  publisher: Publisher,
  query: URLSearchParams,
  gone: AbortSignal,
): Promise<AboutReply> {
  if (!leads()) return { status: 409, body: { node, error: "does not lead" } };
  const known = query.get("known");
  const waitMs = Math.min(longestWaitMs, Math.max(0, Number(query.get("waitMs") ?? 0) || 0));
  try {
    const current = await publisher.current(known, waitMs, gone);
    if (!leads()) return { status: 409, body: { node, error: "does not lead any more" } };
    const told = query.get("rows") === anyRows ? current : { ...current, state: narrow(current.state) };
    return { status: 200, body: current.revision === known ? null : told };
  } catch (error) {
    return { status: 503, body: { node, error: briefOf(error) } };
  }
}

/** The follower's side: whoever has the virtual IP is asked. */
export class LeaderChannel implements LeaderSource {
  constructor(
    private readonly client: ChannelClient,
    /** Where the leader of the moment is asked. */
    private readonly address: () => string,
  ) {}

  async ask(known: string | null, waitMs: number, signal: AbortSignal): Promise<Published | undefined> {
    const address = this.address();
    const query = new URLSearchParams({
      ...(known === null ? {} : { known }),
      waitMs: String(waitMs),
      rows: anyRows,
    });
    const question = { method: "GET", path: `/state?${query}`, deadlineMs: waitMs + answerMs } as const;
    const { status, body } = await this.client.ask(address, question, signal).catch((error: unknown) => {
      // An alert is not authenticated: it tells a person where to look, and nothing else.
      if (isForeign(error)) throw new Error("the leader does not share this node's cluster secret");
      signal.throwIfAborted();
      throw new Error(`the agent at ${address} does not answer: ${(error as Error).message}`);
    });
    if (status !== 200) {
      const { data } = refusal.safeParse(body);
      throw new Error(data ? `${data.node}: ${data.error}` : `the leader answered ${status}`);
    }
    if (body === null) return undefined;
    const { data, error } = published.safeParse(body);
    if (!data) throw new Error(`the leader's state is not whole: ${z.prettifyError(error)}`);
    return data;
  }
}
