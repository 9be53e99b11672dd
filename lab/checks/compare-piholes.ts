import { parts, type State, type Things } from "../load/pihole-state";

/** Two clocks that run down are read one after the other, on two nodes. */
const timerToleranceSeconds = 5;

/** What differs between two Pi-holes, one thing a line; empty if nothing does. */
export const compareStates = (leader: State, follower: State): string[] =>
  parts.flatMap((part) => compareThings(leader[part], follower[part]).map((said) => `${part}: ${said}`));

/** What differs between two of one part, one thing a line; empty if nothing does. */
export function compareThings(leader: Things, follower: Things): string[] {
  const names = new Set([...Object.keys(leader), ...Object.keys(follower)]);
  return [...names].sort().flatMap((name) => {
    const [wanted, found] = [leader[name], follower[name]];
    if (isSame(wanted, found)) return [];
    if (found === undefined) return [`${name} is missing`];
    if (wanted === undefined) return [`${name} is there, and should not be`];
    return [`${name} is ${found}, and should be ${wanted}`];
  });
}

function isSame(wanted: Things[string] | undefined, found: Things[string] | undefined): boolean {
  if (typeof wanted === "number" && typeof found === "number")
    return Math.abs(wanted - found) <= timerToleranceSeconds;
  return (
    wanted === found || (wanted !== undefined && found !== undefined && inOrder(wanted) === inOrder(found))
  );
}

/** The order of local records, leases and the like is no difference: no client can tell. */
function inOrder(text: string | number): string {
  const value: unknown = String(text).startsWith("[") ? JSON.parse(String(text)) : undefined;
  const isSet = Array.isArray(value) && value.every((each) => typeof each === "string");
  return isSet ? JSON.stringify([...value].sort()) : String(text);
}
