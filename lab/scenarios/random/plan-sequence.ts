import type { Dice } from "../../dice";

/** `off-in-send`: power off in the middle of a send. Nodes are told by their place in the cluster. */
export type Action =
  | { readonly kind: "off" | "on" | "off-in-send" | "flap"; readonly node: number }
  | { readonly kind: "apart" | "together" };

export interface DataStep {
  readonly action: Action;
  /** Before the step, in ms. */
  readonly pauseMs: number;
}

/** Pauses of one sequence together, in ms: what comes back afterwards takes as long again. */
const budgetMs = 54_000;
/** Long enough that the data is taken over from a silent node. */
const longMs = [46_000, 51_000] as const;
const shortMs = [300, 6_000] as const;
const mostSteps = 7;

/**
 * A random sequence of power-offs, returns, partitions, role changes and interrupted sends, which the dice decide.
 * At most one node is off at a time. What lasts after the last step is left to whoever takes it away.
 */
export function planSequence(dice: Dice, nodes: number): DataStep[] {
  const steps: DataStep[] = [];
  let left = budgetMs;
  let off: number | undefined;
  let apart = false;
  let hadLong = false;
  while (steps.length < mostSteps) {
    // Only what lasts is worth a long wait.
    const long: boolean = !hadLong && (off !== undefined || apart) && dice.next() < 0.5;
    const [low, high] = long ? longMs : shortMs;
    const pauseMs = dice.whole(low, high);
    if (pauseMs > left) break;
    left -= pauseMs;
    hadLong ||= long;
    const action: Action = dice.pick(choices(dice.whole(0, nodes - 1), off, apart));
    if (action.kind === "off" || action.kind === "off-in-send") off = action.node;
    if (action.kind === "on") off = undefined;
    if (action.kind === "apart" || action.kind === "together") apart = action.kind === "apart";
    steps.push({ action, pauseMs });
  }
  return steps;
}

function choices(node: number, off: number | undefined, apart: boolean): Action[] {
  const isOff = off !== undefined;
  return [
    ...(isOff ? [{ kind: "on", node: off } as const] : [{ kind: "off", node } as const]),
    // Nothing is sent to where nobody is.
    ...(isOff || apart ? [] : [{ kind: "off-in-send", node } as const]),
    { kind: apart ? "together" : "apart" },
    ...(off === node ? [] : [{ kind: "flap", node } as const]),
  ];
}
