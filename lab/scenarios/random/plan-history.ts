import { Dice } from "../../dice";
import { isBearable, type FaultKind, type Strike } from "./strike";

/** `inject` makes a fault; `end` takes it away, or begins to wait for the node to have got over it by itself. */
export interface Step<K extends FaultKind = FaultKind> {
  readonly action: "inject" | "end";
  readonly strike: Strike<K>;
  /** Before the step, in ms. */
  readonly pauseMs: number;
}

const maxLasting = 2;
const pauseMs = { shortest: 300, longest: 2_500 };

/**
 * A random history of `steps` steps, which `seed` decides: faults that come and go, more than one at once where
 * the cluster can still be expected to serve. All have ended after the last step, but for one where `steps` is odd.
 */
export function planHistory<K extends FaultKind>(
  seed: number,
  steps: number,
  nodes: number,
  kinds: readonly K[],
): Step<K>[] {
  const dice = new Dice(seed);
  const plan: Step<K>[] = [];
  let lasting: readonly Strike<K>[] = [];
  while (plan.length < steps) {
    const left = steps - plan.length;
    const next =
      lasting.length < maxLasting && lasting.length < left - 1
        ? choose(dice, lasting, nodes, kinds)
        : undefined;
    const inject = lasting.length === 0 || (next !== undefined && dice.next() < 0.5);
    const strike = inject ? (next ?? choose(dice, lasting, nodes, kinds)) : dice.pick(lasting);
    if (!strike) throw new Error("no fault that the cluster could bear");
    plan.push({
      action: inject ? "inject" : "end",
      strike,
      pauseMs: dice.whole(pauseMs.shortest, pauseMs.longest),
    });
    lasting = inject ? [...lasting, strike] : lasting.filter((other) => other !== strike);
  }
  return plan;
}

/** The fault first and its node then: a fault that few nodes can bear is to come as often as any other. */
function choose<K extends FaultKind>(
  dice: Dice,
  lasting: readonly Strike<K>[],
  nodes: number,
  kinds: readonly K[],
): Strike<K> | undefined {
  const options = kinds
    .map((fault) =>
      Array.from({ length: fault.at === "cluster" ? 1 : nodes }, (_, node): Strike<K> => ({
        fault,
        node,
      })).filter((strike) => isBearable(lasting, strike, nodes)),
    )
    .filter((strikes) => strikes.length > 0);
  return options.length === 0 ? undefined : dice.pick(dice.pick(options));
}
