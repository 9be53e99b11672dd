import type { Status } from "../../snapshot";
import type { SyncDetails } from "../../sync/sync-status";
import { askOwnAgent, tellStatus, type AskStatus, type Print } from "../control";

type SyncStatus = NonNullable<Status["sync"]>;

/**
 * Prints how this node's sync goes, with the names that `details` knows; if it cannot say, in figures. Resolves to
 * the exit code.
 */
export async function showSync(
  json: boolean,
  print: Print,
  ask: AskStatus = askOwnAgent,
  details: () => Promise<SyncDetails | undefined> = () => Promise.resolve(undefined),
): Promise<number> {
  // An agent that does not answer is told once, by its status.
  const named = await details().catch(() => undefined);
  return tellStatus(json, print, ask, (status) => {
    if (!json) return syncWords(status, named).forEach((line) => print(line));
    const { node, role, sync = null } = status;
    print(JSON.stringify({ node, role, sync, ...(named ? { details: named } : {}) }));
  });
}

/** For people, line by line. */
function syncWords({ node, role, sync }: Status, named?: SyncDetails): string[] {
  if (!sync) return [`${node}: this agent does not sync`];
  const { behind, doing, refused, lastChange } = sync;
  const error = named?.error || sync.error;
  return [
    role === "leader" ? `${node}: leads, the others follow it` : followingWords(node, sync),
    ...(behind ? [`behind: ${behind}`] : []),
    ...(doing === "applying" ? ["a change is being applied"] : []),
    ...(error ? [`last error: ${error}`] : []),
    ...asideLines(sync, named),
    ...(refused ? [`refused: ${refused.removals.join(", ")}`, `if that is wanted: ${refused.accept}`] : []),
    ...(lastChange ? changeWords(lastChange, named) : []),
  ];
}

/** What sync goes on around. The agent of the version before says nothing of it. */
function asideLines({ aside }: SyncStatus, named: SyncDetails | undefined): string[] {
  const { here, leader } = (aside as SyncStatus["aside"] | undefined) ?? { here: 0, leader: 0 };
  const lines = (count: number, what: string, names: readonly string[] = []): string[] =>
    count === 0
      ? []
      : [`${count} ${what}${names.length > 0 ? ":" : ""}`, ...names.map((name) => `  ${name}`)];
  return [
    ...lines(here, "not taken here, and tried again later", named?.here),
    ...lines(leader, "not synced, since the leader's Pi-hole cannot give it", named?.leader),
  ];
}

function followingWords(node: string, { follows, equalAgeSeconds }: SyncStatus): string {
  if (follows === null) return `${node}: has not followed anybody yet`;
  if (equalAgeSeconds === null) return `${node}: follows ${follows}, not equal yet`;
  return `${node}: follows ${follows}, seen equal ${Math.round(equalAgeSeconds)} s ago`;
}

/** The agent of the version before does not know the last one. */
const causes = {
  leader: "",
  drift: ", of what was changed here by hand",
  unshared: ", of what was changed here as the leader, and no other node had",
} as const;

function changeWords(change: NonNullable<SyncStatus["lastChange"]>, named?: SyncDetails): string[] {
  const { at, ms, steps, cause, kept } = change;
  const differences = named?.differences ?? change.differences;
  const requests = `${steps} ${steps === 1 ? "request" : "requests"} in ${ms} ms`;
  const undone = causes[cause];
  return [
    `last change: ${at}, ${requests}${undone}${kept ? `; before it: ${kept}` : ""}`,
    ...differences.map((line) => `  ${line}`),
  ];
}
