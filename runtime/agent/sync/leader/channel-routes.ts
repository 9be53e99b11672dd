import * as z from "zod";
import type { ChannelReply, ChannelRequest } from "../../channel/channel-server";
import type { ClusterEvent } from "../../events/event";
import { endedSchema, type Ended } from "../../guard/session/ended";
import type { SyncDetails } from "../sync-status";
import type { ThreadAnswer, ThreadQuestion } from "../thread/thread-protocol";

export interface Routes {
  readonly node: string;
  readonly leads: () => boolean;
  /** What this node tells a peer about itself. */
  readonly report: () => unknown;
  /** This node's own events after an id. */
  readonly events: (after: number) => readonly ClusterEvent[];
  /** What this node's Pi-hole has answered; undefined until that is known. */
  readonly sums: () => unknown;
  /** How sync goes, with names. */
  readonly details: () => SyncDetails;
  /** People's sessions were ended on another node. */
  readonly heardEnded: (ended: Ended) => void;
  /** A peer's person wants something done here; absent if an agent does nothing for people. Never rejects. */
  readonly act?: (body: unknown) => Promise<ChannelReply>;
  /** A follower has been asked for a change; absent if an agent makes none for others. Never rejects. */
  readonly change?: (body: unknown) => Promise<ChannelReply>;
  /** Answers questions of other parts of the agent; undefined if a question is none of theirs. */
  readonly more?: (request: ChannelRequest) => Promise<ChannelReply | undefined>;
  /** Has a question about whole states answered, away from this thread. */
  readonly about: (question: ThreadQuestion, gone: AbortSignal) => Promise<ThreadAnswer>;
}

/**
 * What an agent answers on the channel: GET /report (this node, to a peer), GET /events (its own, after an id), GET /sums (what
 * its Pi-hole has answered), GET /state (the leader's, to a follower),
 * GET /own (this node's, whatever its role), GET /sync (how it goes, with names), POST /restore (the leader puts a kept
 * state back, one at a time), POST /sessions/ended, POST /act (what a person
 * at a peer's page wants here), POST /change (what a follower was asked for). What fails is 4xx or 5xx with its words.
 */
export function channelRoutes(routes: Routes): (request: ChannelRequest) => Promise<ChannelReply> {
  const { node, leads, about } = routes;
  const unknown: ChannelReply = { status: 404, body: { node, error: "knows no such question" } };
  const doesNotLead: ChannelReply = { status: 409, body: { node, error: "does not lead" } };

  function heardEnded({ body }: ChannelRequest): ChannelReply {
    const { data, error } = endedSchema.safeParse(body);
    if (!data) return { status: 400, body: { node, error: z.prettifyError(error) } };
    routes.heardEnded(data);
    return { status: 200, body: { node } };
  }

  function events({ query }: ChannelRequest): ChannelReply {
    const after = Number(query.get("after") ?? 0);
    if (!Number.isSafeInteger(after) || after < 0)
      return { status: 400, body: { node, error: "after: an event's id is expected" } };
    return { status: 200, body: { events: routes.events(after) } };
  }

  return async (request) => {
    switch (`${request.method} ${request.path}`) {
      case "GET /state":
        return leads()
          ? about({ kind: "state", query: request.query.toString() }, request.gone)
          : doesNotLead;
      case "GET /report":
        return { status: 200, body: routes.report() };
      case "GET /events":
        return events(request);
      case "GET /sums":
        return { status: 200, body: routes.sums() ?? null };
      case "GET /sync":
        return { status: 200, body: routes.details() };
      case "GET /own":
        return about({ kind: "own" }, request.gone);
      case "POST /sessions/ended":
        return heardEnded(request);
      case "POST /act":
        return routes.act?.(request.body) ?? unknown;
      case "POST /change":
        return routes.change?.(request.body) ?? unknown;
      case "POST /restore":
        // The body is handed over, and must not be part of a buffer that others use.
        return about({ kind: "restore", body: new Uint8Array(request.raw) }, request.gone);
      default:
        return (await routes.more?.(request)) ?? unknown;
    }
  };
}
