import * as z from "zod";
import { errorText } from "../../contract/error-text";
import type { ChannelReply, ChannelRequest } from "../channel/channel-server";
import type { Notifier } from "./notifier";

const testQuestion = z.object({ name: z.string().max(64).optional() });
const muteQuestion = z.object({
  key: z
    .string()
    .regex(/^[a-z][a-z0-9-]*(\/[A-Za-z0-9._-]+)?$/, "CODE or CODE/SUBJECT")
    .max(130),
  hours: z
    .number()
    .min(0)
    .max(24 * 365),
});

export const testedSchema = z.object({
  node: z.string(),
  results: z.array(
    z.object({ name: z.string(), kind: z.string(), accepted: z.boolean(), error: z.string() }),
  ),
});
export const notifyStatusSchema = z.object({
  node: z.string(),
  channels: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      untold: z.number(),
      trouble: z.string(),
      lost: z.boolean(),
      acceptedAt: z.number().nullable(),
      accepted: z.number(),
      failed: z.number(),
    }),
  ),
  /** Keys of what channels were told of, and not yet that it is over. */
  believed: z.array(z.string()),
  /** By key, until when (ms since 1970). */
  mutes: z.record(z.string(), z.number()),
  heartbeat: z.string(),
});
export const mutedSchema = z.object({ node: z.string(), key: z.string(), until: z.number() });

/**
 * What an agent answers about messages: GET /notify/status, POST /notify/test {name?}, POST /notify/mute {key, hours}.
 * Undefined if a question is none of these.
 */
export function notifyRoutes(node: string, notifier: Notifier, heartbeat: () => string) {
  const refuse = (error: string): ChannelReply => ({ status: 400, body: { node, error } });

  async function test(body: unknown): Promise<ChannelReply> {
    const { data, error } = testQuestion.safeParse(body ?? {});
    if (!data) return refuse(z.prettifyError(error));
    try {
      return { status: 200, body: { node, results: await notifier.test(data.name) } };
    } catch (failure) {
      return refuse(errorText(failure));
    }
  }

  function mute(body: unknown): ChannelReply {
    const { data, error } = muteQuestion.safeParse(body);
    if (!data) return refuse(z.prettifyError(error));
    const ms = data.hours * 3_600_000;
    notifier.mute(data.key, ms);
    return { status: 200, body: { node, key: data.key, until: Date.now() + ms } };
  }

  return async (request: ChannelRequest): Promise<ChannelReply | undefined> => {
    switch (`${request.method} ${request.path}`) {
      case "GET /notify/status":
        return {
          status: 200,
          body: { node, channels: notifier.seen(), ...notifier.told(), heartbeat: heartbeat() },
        };
      case "POST /notify/test":
        return test(request.body);
      case "POST /notify/mute":
        return mute(request.body);
      default:
        return undefined;
    }
  };
}
