import { setTimeout as delay } from "node:timers/promises";
import type { Misdeed } from "../misbehavior";
import { fail, reply, type Reply } from "./exchange";

/** Longer than a client should wait for an answer, in ms. */
const slowness = 30_000;

/** Turns a right reply into what is asked for; `500` and `redirect` do not even do what was requested. */
export async function distort(misdeed: Misdeed, right: () => Promise<Reply>): Promise<Reply> {
  switch (misdeed) {
    case "500":
      return fail(500, "internal_error", "The stand-in was told to fail");
    case "redirect":
      return { ...reply(302, {}), headers: { Location: "/admin/login" } };
    case "slow":
      await delay(slowness, undefined, { ref: false });
      return right();
    case "garbage":
      return { ...(await right()), status: 200, cut: (text) => `<html>${text.slice(0, 100)}` };
    case "half": {
      const answer = await right();
      return { ...answer, cut: (text) => text.slice(0, text.length / 2), breaksOff: true };
    }
    case "empty": {
      const answer = await right();
      return { ...answer, body: emptied(answer.body) as Reply["body"] };
    }
  }
}

/** The same, with nothing in its arrays, however deep. */
function emptied(json: unknown): unknown {
  if (Array.isArray(json)) return [];
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, emptied(value)]));
}
