import { status, type Status } from "../../../../../../runtime/agent/snapshot";
import { initialProgress, type SyncProgress } from "../../../../../../runtime/agent/sync/sync-progress";
import { leading } from "../../sample";

/** What the agent of a node that follows says of itself. */
export function following(change: Partial<SyncProgress> = {}, behind = ""): Status {
  const progress = { ...initialProgress, leader: "pi2", ...change };
  return status({ ...leading, role: "follower", sync: { progress, behind, now: 10_000 } });
}

export const says = (answer: Status) => () => Promise.resolve(answer);
export const nobody = (): Promise<Status> => Promise.reject(new Error("ECONNREFUSED"));
export const refusal = { digest: "abc", words: ["domains: all 20 would be removed"] };
