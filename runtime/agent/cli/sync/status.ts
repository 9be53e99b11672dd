import type { Status } from "../../snapshot";
import { askAgent, tell, type Ask, type Print } from "../control";

type SyncStatus = NonNullable<Status["sync"]>;

/** Prints how this node's sync goes. Resolves to the exit code. */
export const showSync = (json: boolean, print: Print, ask: Ask = askAgent): Promise<number> =>
  tell(json, print, ask, (status) => {
    if (json) print(JSON.stringify({ node: status.node, role: status.role, sync: status.sync ?? null }));
    else syncWords(status).forEach((line) => print(line));
  });

/** For people, line by line. */
export function syncWords({ node, role, sync }: Status): string[] {
  if (!sync) return [`${node}: this agent does not sync`];
  const { behind, doing, error, refused, lastChange } = sync;
  return [
    role === "leader" ? `${node}: leads, the others follow it` : followingWords(node, sync),
    ...(behind ? [`behind: ${behind}`] : []),
    ...(doing === "applying" ? ["a change is being applied"] : []),
    ...(error ? [`last error: ${error}`] : []),
    ...(refused ? [`refused: ${refused.removals.join(", ")}`, `if that is wanted: ${refused.accept}`] : []),
    ...(lastChange ? changeWords(lastChange) : []),
  ];
}

function followingWords(node: string, { follows, equalAgeSeconds }: SyncStatus): string {
  if (follows === null) return `${node}: has not followed anybody yet`;
  if (equalAgeSeconds === null) return `${node}: follows ${follows}, not equal yet`;
  return `${node}: follows ${follows}, seen equal ${Math.round(equalAgeSeconds)} s ago`;
}

function changeWords(change: NonNullable<SyncStatus["lastChange"]>): string[] {
  const { at, ms, steps, cause, differences, kept } = change;
  const requests = `${steps} ${steps === 1 ? "request" : "requests"} in ${ms} ms`;
  const undone = cause === "drift" ? ", of what was changed here by hand" : "";
  return [
    `last change: ${at}, ${requests}${undone}${kept ? `; before it: ${kept}` : ""}`,
    ...differences.map((line) => `  ${line}`),
  ];
}
