import * as z from "zod";
import type { ChannelReply, ChannelRequest } from "../channel/server";
import { endedSchema, type Ended } from "../guard/session/ended";
import { tellState } from "./leader-channel";
import type { OwnPihole } from "./own-pihole";
import type { Publisher } from "./publisher";
import type { SyncDetails } from "./status";
import { keptElsewhere, type KeptElsewhere } from "./restore";

export interface Routes {
  readonly node: string;
  readonly leads: () => boolean;
  /** What this node tells a peer about itself. */
  readonly report: () => unknown;
  readonly publisher: Publisher;
  readonly own: Pick<OwnPihole, "read">;
  /** How sync goes, with names. */
  readonly details: () => SyncDetails;
  /** People's sessions were ended on another node. */
  readonly heardEnded: (ended: Ended) => void;
  /** Puts a kept state back; resolves to what was done, line by line. */
  readonly restore: (kept: KeptElsewhere) => Promise<string[]>;
}

/**
 * What an agent answers on the channel: GET /report (this node, to a peer), GET /state (the leader's, to a follower),
 * GET /own (this node's, whatever its role), GET /sync (how it goes, with names), POST /restore (the leader puts a kept
 * state back, one at a time), POST /sessions/ended. What fails is 4xx or 5xx with its words.
 */
export function channelRoutes(routes: Routes): (request: ChannelRequest) => Promise<ChannelReply> {
  const { node, leads, publisher, own } = routes;
  let restoring = false;

  async function restore({ body }: ChannelRequest): Promise<ChannelReply> {
    const { data, error } = keptElsewhere.safeParse(body);
    if (!data) return { status: 400, body: { node, error: z.prettifyError(error) } };
    if (!leads()) return { status: 409, body: { node, error: "does not lead" } };
    if (restoring) return { status: 409, body: { node, error: "a state is being put back already" } };
    restoring = true;
    try {
      return { status: 200, body: { node, words: await routes.restore(data) } };
    } finally {
      restoring = false;
    }
  }

  async function ownState({ gone }: ChannelRequest): Promise<ChannelReply> {
    const { state, traits, aside } = await own.read(gone);
    return { status: 200, body: { node, state, traits, aside } };
  }

  function heardEnded({ body }: ChannelRequest): ChannelReply {
    const { data, error } = endedSchema.safeParse(body);
    if (!data) return { status: 400, body: { node, error: z.prettifyError(error) } };
    routes.heardEnded(data);
    return { status: 200, body: { node } };
  }

  const answer = (request: ChannelRequest): Promise<ChannelReply> => {
    switch (`${request.method} ${request.path}`) {
      case "GET /state":
        return tellState(node, leads, publisher, request);
      case "GET /report":
        return Promise.resolve({ status: 200, body: routes.report() });
      case "GET /sync":
        return Promise.resolve({ status: 200, body: routes.details() });
      case "GET /own":
        return ownState(request);
      case "POST /sessions/ended":
        return Promise.resolve(heardEnded(request));
      case "POST /restore":
        return restore(request);
      default:
        return Promise.resolve({ status: 404, body: { node, error: "knows no such question" } });
    }
  };
  return (request) =>
    answer(request).catch((error: unknown) => ({
      status: 503,
      body: { node, error: error instanceof Error ? error.message : String(error) },
    }));
}
