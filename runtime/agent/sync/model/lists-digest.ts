import { createHash } from "node:crypto";
import type { List } from "./sync-state";

/** Names the lists that a build of gravity takes in: those that are enabled. */
export function listsDigest(lists: readonly Pick<List, "address" | "type" | "enabled">[]): string {
  const taken = lists.filter(({ enabled }) => enabled).map(({ type, address }) => `${type} ${address}`);
  return createHash("sha256").update(taken.sort().join("\n")).digest("hex").slice(0, 12);
}
