import * as z from "zod";
import { containers } from "../../../contract/names";
import { apply, type ApplyParts } from "./apply";
import { asideWords, placeText, without } from "../model/aside";
import { difference, differenceWords } from "../model/difference";
import { outcome } from "../model/equal";
import type { KeptStates } from "./kept-states";
import type { OwnPihole } from "./own-pihole";
import { plan } from "../plan/sync-plan";
import { defaultRemovalLimits, refused, removals, removalWords } from "../plan/removal";
import { syncStateSchema, type SyncState } from "../model/sync-state";
import { acceptCommand } from "../sync-status";
import type { SyncStep } from "../plan/step";
import { errorText } from "../../../contract/error-text";

/**
 * A kept state as one node sends it to the one that leads. `adopted`: it was taken from outside the cluster, and `node`
 * is where the command runs. Then settings that restart Pi-hole come as well: people expect their records.
 */
export const keptElsewhere = z.object({
  name: z.string(),
  node: z.string(),
  state: syncStateSchema,
  adopted: z.boolean().optional(),
});
export type KeptElsewhere = z.infer<typeof keptElsewhere>;

export interface RestoreParts extends ApplyParts {
  readonly own: Pick<OwnPihole, "read" | "gravityBuiltAt">;
  readonly kept: Pick<KeptStates, "keep">;
  /** As the followers have it: of what would go from a table, the share above which they ask a person. */
  readonly removalShare: number;
}

/** The state as it is put back later: a timer of then has run out long since. */
export const settled = (state: SyncState): SyncState => ({
  ...state,
  blocking: { enabled: outcome(state.blocking), timer: null },
});

const keysOf = (step: SyncStep): string[] =>
  step.kind === "settings" ? Object.keys(step.values) : step.kind === "setting-item" ? [step.key] : [];

const restarts = (step: SyncStep): boolean =>
  (step.kind === "settings" && step.restarts) || (step.kind === "setting-item" && step.restart !== "none");

/**
 * A plan's steps for a node that leads, and the settings that restart its Pi-hole. These are not done, unless `taken`:
 * then Pi-hole keeps them, and its orderly restart brings them into force (`orderly-restart.ts`).
 */
export function stepsOnLeader(
  steps: readonly SyncStep[],
  taken = false,
): { now: SyncStep[]; waiting: string[] } {
  return {
    now: steps.filter((step) => step.kind !== "gravity" && (taken || !restarts(step))),
    waiting: [...new Set(steps.filter(restarts).flatMap(keysOf))],
  };
}

/**
 * Puts a kept state back on this node, which leads: its peers follow. Its present state is kept first. Resolves to what
 * was done, line by line. Rejects if anything fails; what was done so far stays, and the error says what was kept.
 */
export async function restoreState(
  parts: RestoreParts,
  { name, node, state, adopted = false }: KeptElsewhere,
  signal: AbortSignal,
): Promise<string[]> {
  const wanted = settled(state);
  const before = await parts.own.read(signal);
  const steps = stepsOnLeader(plan(wanted, before.state, before.traits), adopted);
  const waiting = adopted ? inForceWords(steps.waiting) : waitingWords(steps.waiting);
  if (steps.now.length === 0) return [`nothing to put back: the leader has what ${name} has`, ...waiting];
  const differences = difference(wanted, before.state, before.traits);
  const why = adopted ? `before ${name} was adopted` : `before ${name} of ${node} was put back`;
  const kept = parts.kept.keep(before.state, why);
  try {
    const refusals = await apply(parts, steps.now, before, signal);
    const after = await parts.own.read(signal);
    const places = new Set(refusals.map(placeText));
    const [theirs, ours] = [without(wanted, places), without(after.state, places)];
    const rest = stepsOnLeader(plan(theirs, ours, after.traits), adopted).now;
    if (rest.length > 0) {
      const words = differenceWords(difference(theirs, ours, after.traits));
      throw new Error(`not as it was kept: ${words.join("; ")}`);
    }
    const limits = { ...defaultRemovalLimits, share: parts.removalShare };
    const losses = refused(removals(after.state, before.state, {}), limits);
    const told = differences.filter(({ table }) => !steps.waiting.includes(table));
    return [
      // Who adopts has been shown the differences by name, and has gravity built.
      ...(adopted
        ? [`put in (${steps.now.length} ${steps.now.length === 1 ? "request" : "requests"} to Pi-hole)`]
        : [
            `put back; until now the leader's Pi-hole differed from ${name} so:`,
            ...differenceWords(told).map(indented),
          ]),
      ...waiting,
      ...refusals.map((aside) => `not taken by the leader's Pi-hole: ${asideWords(aside)}`),
      ...(adopted ? [] : gravityWords(steps.now)),
      ...guardWords(losses.map(removalWords)),
      `what it had is kept on the leader: ha-dns sync restore ${kept}`,
    ];
  } catch (error) {
    const text = errorText(error);
    throw new Error(`${text}; what was there before is kept as ${kept}`, { cause: error });
  }
}

const indented = (line: string): string => `  ${line}`;

const waitingWords = (keys: readonly string[]): string[] =>
  keys.length === 0
    ? []
    : [`left as they are, since they restart Pi-hole, and this one leads: ${keys.join(", ")}`];

const inForceWords = (keys: readonly string[]): string[] =>
  keys.length === 0
    ? []
    : [
        `in force as soon as Pi-hole has restarted, which waits until another node has the VIP: ${keys.join(", ")}`,
      ];

const changesLists = (step: SyncStep): boolean =>
  step.kind === "add-lists" || step.kind === "set-list" || (step.kind === "delete" && step.table === "lists");

const gravityWords = (steps: readonly SyncStep[]): string[] =>
  steps.some(changesLists)
    ? [`lists have changed, run gravity on the leader: docker exec ${containers.pihole} pihole -g`]
    : [];

const guardWords = (losses: readonly string[]): string[] =>
  losses.length === 0
    ? []
    : [`the followers refuse it (${losses.join(", ")}) until each is told: ${acceptCommand}`];
