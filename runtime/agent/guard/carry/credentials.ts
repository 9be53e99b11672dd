import * as z from "zod";
import { parsed } from "../../../common/json";
import { exchange } from "../../pihole/pihole-request";
import type { GuardAnswer } from "../guard-answers";
import { headerOf } from "../alteration";
import { isBelow } from "../decision";
import type { RawHeaders } from "../headers";

/** By what Pi-hole knows a session. */
const names = ["sid", "x-ftl-sid", "cookie", "x-csrf-token", "user-agent"] as const;
const deadlineMs = 5_000;
const list = z.object({
  sessions: z.array(z.object({ current_session: z.boolean(), app: z.boolean() })),
});

export interface CarriedRequest {
  readonly target: string;
  /** As they go to this node's Pi-hole. */
  readonly headers: RawHeaders;
  readonly address: string;
}

/**
 * Asks this node's Pi-hole whether whoever asks for a change is logged in, and may change such things. Resolves to what
 * is answered if not. Rejects if Pi-hole does not answer.
 */
export async function denial(
  port: number,
  asked: CarriedRequest,
  appsMayConfigure: () => boolean,
): Promise<GuardAnswer | undefined> {
  const { headers, target, address } = asked;
  const shown = names.flatMap((name) => {
    const value = headerOf(headers, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const sid = (target.split("?")[1] ?? "").split("&").find((pair) => pair.startsWith("sid="));
  const path = `/api/auth/sessions${sid ? `?${sid}` : ""}`;
  const { status, text } = await exchange(
    port,
    { method: "GET", path, deadlineMs },
    { ...Object.fromEntries(shown), "x-forwarded-for": address },
  );
  if (status !== 200) return { status, type: "application/json; charset=utf-8", body: text };
  const current = list.safeParse(parsed(text)).data?.sessions.find((each) => each.current_session);
  return current?.app && isBelow(target, "config") && !appsMayConfigure() ? noConfig : undefined;
}

/** In Pi-hole's own words. */
const noConfig: GuardAnswer = {
  status: 403,
  type: "application/json; charset=utf-8",
  body: `${JSON.stringify({
    error: {
      key: "forbidden",
      message: "Unable to change configuration (read-only)",
      hint: "The current app session is not allowed to modify Pi-hole config settings (webserver.api.app_sudo is false)",
    },
    took: 0,
  })}\n`,
};
