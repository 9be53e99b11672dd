import { aboutStates, type AboutStates } from "../../../../../runtime/agent/sync/leader/about-states";
import type { Routes } from "../../../../../runtime/agent/sync/leader/channel-routes";

/** Answers about whole states as the sync thread does, in this thread. */
export function aboutHere(parts: AboutStates): Routes["about"] {
  const about = aboutStates(parts);
  return async (question, gone) => {
    const { status, body } = await about(question, gone);
    return { status, bytes: new TextEncoder().encode(JSON.stringify(body)) };
  };
}
