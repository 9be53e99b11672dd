import { aged } from "./aged";
import type { ApplyParts } from "./apply";
import { apply } from "./apply";
import { difference, differenceWords } from "./difference";
import { digest } from "./digest";
import type { KeptStates } from "./kept-states";
import type { OwnPihole } from "./own-pihole";
import { plan } from "./plan";
import type { Published } from "./publisher";
import { defaultRemovalLimits, refused, removals, removalWords } from "./removal";
import type { Step } from "./step";

export interface RoundParts extends ApplyParts {
  readonly own: Pick<OwnPihole, "read" | "gravityBuiltAt">;
  readonly kept: Pick<KeptStates, "keep">;
  /** Above this share of a table, from 0 to 1, its rows are not removed unasked. */
  readonly removalShare: number;
  /** The digest of the leader's state that a person accepts, whatever it removes. */
  readonly accepted: () => string | undefined;
  /** Gravity was built here lately, and some list could not be had: it is not tried at every round. */
  readonly gravityWaits: (generation: string) => boolean;
}

/** What a round came to. */
export type Outcome =
  | { readonly kind: "equal" }
  | {
      /** What people entered is here, but not the content of lists: `left` says what this node does not block. */
      readonly kind: "lacking";
      readonly left: string;
    }
  | {
      readonly kind: "changed";
      readonly steps: number;
      /** What was different, a line a table. */
      readonly words: readonly string[];
      /** Under which name the state before it was kept, where a person could miss something of it. */
      readonly kept: string | undefined;
      /** What is left that this node cannot mend by itself; empty as a rule. */
      readonly left: string;
    }
  | { readonly kind: "refused"; readonly digest: string; readonly words: readonly string[] };

/**
 * Makes this node's Pi-hole what the leader's is, and sees that it is. Rejects where anything fails, with what was done
 * so far in place: the next round goes on from there.
 */
export async function round(parts: RoundParts, leader: Published, signal: AbortSignal): Promise<Outcome> {
  const from = performance.now();
  const before = await parts.own.read(signal);
  const all = plan(leader.state, before.state, before.traits);
  if (all.length === 0) return { kind: "equal" };
  const steps = all.filter((step) => step.kind !== "gravity" || !parts.gravityWaits(step.generation));
  if (steps.length === 0) return { kind: "lacking", left: remaining(all, leader, before) };
  const limits = { ...defaultRemovalLimits, share: parts.removalShare };
  const losses = refused(removals(leader.state, before.state, before.traits), limits);
  const name = digest(leader.state);
  if (losses.length > 0 && parts.accepted() !== name)
    return { kind: "refused", digest: name, words: losses.map(removalWords) };
  const words = differenceWords(difference(leader.state, before.state, before.traits));
  const why = `before it was made equal to ${leader.node}`;
  const kept = words.length > 0 ? parts.kept.keep(before.state, why) : undefined;
  await apply(parts, steps, before.groupIds, signal);
  const after = await parts.own.read(signal);
  const now = { ...leader, state: aged(leader.state, (performance.now() - from) / 1000) };
  const rest = plan(now.state, after.state, after.traits);
  return {
    kind: "changed",
    steps: steps.length,
    words: [...words, ...built(steps)],
    kept,
    left: remaining(rest, now, after),
  };
}

const built = (steps: readonly Step[]): string[] =>
  steps.some(({ kind }) => kind === "gravity") ? ["gravity: built"] : [];

function remaining(
  rest: readonly Step[],
  leader: Published,
  after: Awaited<ReturnType<OwnPihole["read"]>>,
): string {
  if (rest.length === 0) return "";
  const words = differenceWords(difference(leader.state, after.state, after.traits));
  if (words.length > 0) throw new Error(`not equal afterwards: ${words.join("; ")}`);
  const lists = leader.state.lists.filter(
    ({ enabled, built, address, type }) =>
      enabled &&
      built &&
      !after.state.lists.some((own) => own.address === address && own.type === type && own.built),
  );
  if (lists.length > 0)
    return `lists that could not be downloaded here: ${lists.map(({ address }) => address).join(", ")}`;
  const [there, here] = [leader.state.gravity.domains, after.state.gravity.domains];
  return `gravity blocks ${here} domains here, and ${there} on ${leader.node}`;
}
