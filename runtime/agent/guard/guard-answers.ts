import type { Readable } from "node:stream";

/** An answer of the agent's own, in place of Pi-hole's. */
export interface GuardAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  /** In place of the body, as it comes. */
  readonly stream?: Readable;
  /** Seconds after which the client may come again. */
  readonly retryAfter?: number;
  /** Beside those that every answer has. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where changes are made. */
const adminPage = (vip: string): string => `https://${vip}/admin`;

/** The answer to a change at a node that follows. `tookSeconds` is what Pi-hole says in each of its answers. */
export function followerAnswer(vip: string, tookSeconds: number): GuardAnswer {
  const hint = adminPage(vip);
  const message = `This node follows. Make the change at ${hint}; it will be here within a second.`;
  return json(409, { key: "FOLLOWER_READONLY", message, hint }, tookSeconds);
}

/** The answer to a change that the leader should have made for this node, and did not. */
export function leaderAwayAnswer(cause: string, tookSeconds: number): GuardAnswer {
  const message = `This node follows, and its leader did not make the change: ${cause}`;
  return json(
    503,
    { key: "LEADER_AWAY", message, hint: "nothing has changed; try again in a moment" },
    tookSeconds,
  );
}

/** The answer to a body that is no change. */
export function notCarriedAnswer(tookSeconds: number): GuardAnswer {
  const message = "Invalid request body data (no valid JSON)";
  return json(400, { key: "bad_request", message, hint: "JSON is expected" }, tookSeconds);
}

/** The answer to what would switch Pi-hole's DHCP server on. */
export function dhcpAnswer(tookSeconds: number): GuardAnswer {
  const message =
    "Pi-hole's DHCP server cannot be switched on in this cluster: Pi-hole would not start any more, and DNS would stop.";
  const hint =
    "dhcp.active: leave DHCP to the router. An import works without its configuration, or with DHCP off.";
  return json(403, { key: "DHCP_NOT_AVAILABLE", message, hint }, tookSeconds);
}

/** The answer to whatever asks for Pi-hole's own cluster mode. */
export function clusterAnswer(tookSeconds: number): GuardAnswer {
  const message =
    "Pi-hole's own cluster mode is switched off: this cluster keeps its Pi-holes equal by itself.";
  return json(403, { key: "CLUSTER_NOT_AVAILABLE", message, hint: "cluster.enabled" }, tookSeconds);
}

/** The answer where Pi-hole gives none, for a person (`accept` asks for a page) or for a program. */
export function unavailableAnswer(
  cause: string,
  vip: string,
  accept: string,
  tookSeconds: number,
): GuardAnswer {
  const message = "Pi-hole does not answer on this node";
  if (!/\btext\/html\b/i.test(accept))
    return json(502, { key: "bad_gateway", message, hint: cause }, tookSeconds);
  const link = `<a href="${adminPage(vip)}">${adminPage(vip)}</a>`;
  const body =
    `<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>${message}</title></head>\n` +
    `<body><h1>${message}.</h1><p>It may be starting. Try again in a few seconds, or go to ${link}.</p></body></html>\n`;
  return { status: 502, type: "text/html; charset=utf-8", body };
}

/** The answer to a log-in that would come too soon after others; as Pi-hole's own, which its page knows. */
export function tooManyLogInsAnswer(seconds: number, tookSeconds: number): GuardAnswer {
  const hint = `try again in ${seconds} s`;
  const error = { key: "rate_limiting", message: "Rate-limiting login attempts", hint };
  return { ...json(429, error, tookSeconds), retryAfter: seconds };
}

/** The answer to a body that is longer than any that Pi-hole takes. */
export function tooLongAnswer(longest: number, tookSeconds: number): GuardAnswer {
  const message = "The request's body is too long";
  const hint = `Pi-hole takes at most ${longest} bytes, except of a Teleporter import`;
  return json(413, { key: "payload_too_large", message, hint }, tookSeconds);
}

/** The answer to a body that did not come. */
export function lateBodyAnswer(seconds: number, tookSeconds: number): GuardAnswer {
  const message = "The request's body did not come in time";
  return json(
    408,
    { key: "request_timeout", message, hint: `expected all of it within ${seconds} s` },
    tookSeconds,
  );
}

/** The answer if this node has too much to do for others. */
export function busyAnswer(tookSeconds: number): GuardAnswer {
  const message = "This node answers too many requests at once";
  return {
    ...json(503, { key: "busy", message, hint: "try again in a few seconds" }, tookSeconds),
    retryAfter: 3,
  };
}

/** An error in FTL's form. */
function json(status: number, error: Readonly<Record<string, string>>, took: number): GuardAnswer {
  return { status, type: "application/json; charset=utf-8", body: `${JSON.stringify({ error, took })}\n` };
}
