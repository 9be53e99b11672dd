import { setTimeout as delay } from "node:timers/promises";
import { monotonicMs } from "../../clock";
import type { Change } from "../changes/change";
import { compareStates, compareThings } from "../../checks/compare-piholes";
import type { Equality, Operations, Taken } from "../pihole-protocol";
import { groupIds, parts, pathsOf, readPart, type Part, type State, type Things } from "../pihole-state";
import { troubleOf } from "../trouble";
import type { PiholeApi } from "./pihole-api";

/** Between two looks at the follower, in ms: for one change, and for all there is. */
const looksMs = { change: 10, all: 200 };

type Asks = Pick<PiholeApi, "ask">;

/** Everything that is to be equal, as one Pi-hole has it. Rejects if a part cannot be read. */
export async function readState(api: Asks, address: string): Promise<State> {
  const answers = await readAll(api, address, [...new Set(parts.flatMap((part) => pathsOf[part]))]);
  return Object.fromEntries(parts.map((part) => [part, readPart(part, answers)])) as State;
}

/** Waits until the follower has all that the leader has now. */
export async function untilEqual(
  api: Asks,
  { leader, follower, deadlineMs }: Operations["equal"]["input"],
): Promise<Equality> {
  const from = monotonicMs();
  // The change may have begun to restart the leader's Pi-hole.
  const wanted = await patiently(() => readState(api, leader), from + deadlineMs);
  const compare = async () => compareStates(wanted, await readState(api, follower));
  const { at, differences } = await look(compare, looksMs.all, from + deadlineMs);
  return { ms: at === null ? null : at - from, differences };
}

/** Makes a change, and looks for it on the other side. Rejects if it is refused, fails, or changes nothing. */
export async function makeChange(
  api: Asks,
  { leader, follower, change, deadlineMs }: Operations["change"]["input"],
): Promise<Taken> {
  const before = await readOne(api, leader, change.part);
  const request = await requestOf(api, leader, change);
  const sent = monotonicMs();
  const answer = await api.ask({ ...request, address: leader, deadlineMs: 10_000 });
  const answered = monotonicMs();
  const trouble = troubleOf(answer);
  if (trouble) throw new Error(`${change.kind}: ${change.method} ${change.path}: ${trouble}`);
  const wanted = await patiently(() => readOne(api, leader, change.part), answered + deadlineMs);
  if (compareThings(before, wanted).length === 0)
    throw new Error(`${change.kind}: ${change.method} ${change.path}: changed nothing on the leader`);
  const compare = async () => compareThings(wanted, await readOne(api, follower, change.part));
  const { at, differences } = await look(compare, looksMs.change, answered + deadlineMs);
  return { writeMs: answered - sent, latencyMs: at === null ? null : at - answered, differences };
}

/** Looks until there is no difference; what cannot be read is one. */
async function look(
  compare: () => Promise<readonly string[]>,
  everyMs: number,
  until: number,
): Promise<{ readonly at: number | null; readonly differences: readonly string[] }> {
  for (;;) {
    const differences = await compare().catch((error: unknown) => [`it cannot be read: ${String(error)}`]);
    const at = monotonicMs();
    if (differences.length === 0) return { at, differences };
    if (at > until) return { at: null, differences };
    await delay(everyMs);
  }
}

/** Again until it works: a change may restart Pi-hole just after its answer. */
async function patiently<T>(work: () => Promise<T>, until: number): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (monotonicMs() > until) throw error;
      await delay(looksMs.all);
    }
  }
}

async function requestOf(api: Asks, address: string, { method, path, body, groups }: Change) {
  if (groups === undefined) return { method, path, body };
  const { "/api/groups": answer } = await readAll(api, address, ["/api/groups"]);
  const ids = groupIds(answer);
  const known = groups.map((name) => {
    const id = ids.get(name);
    if (id === undefined) throw new Error(`the leader has no group "${name}"`);
    return id;
  });
  return { method, path, body: { ...body, groups: known } };
}

async function readOne(api: Asks, address: string, part: Part): Promise<Things> {
  return readPart(part, await readAll(api, address, pathsOf[part]));
}

async function readAll(
  api: Asks,
  address: string,
  paths: readonly string[],
): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  for (const path of paths) {
    const { status, text } = await api.ask({ address, method: "GET", path });
    if (status !== 200) throw new Error(`GET ${path} at ${address}: ${status} ${text.slice(0, 200)}`);
    answers[path] = JSON.parse(text);
  }
  return answers;
}
