import type { Fault } from "../../faults/fault";

/** What a plan has to know of a fault. */
export type FaultKind = Pick<Fault, "name" | "effect" | "at" | "needsPeer">;

/** A fault at a node, by the node's place in the cluster. A fault at no single node is noted at the first one. */
export interface Strike<K extends FaultKind = FaultKind> {
  readonly fault: K;
  readonly node: number;
}

const sharedByAll = (fault: FaultKind) => fault.effect === "apart" || fault.effect === "no-internet";

/** Whether a fault hits what the nodes share, and not one node alone. */
export const isClusterWide = ({ fault }: Strike): boolean => fault.at === "cluster";

/**
 * Whether a cluster of `nodes` can still be expected to serve its clients when `next` is added to the strikes that
 * last: a node bears one fault at a time, and some node can lead and reaches an Unbound that answers.
 */
export function isBearable(lasting: readonly Strike[], next: Strike, nodes: number): boolean {
  const all = [...lasting, next];
  const atNodes = all.filter((strike) => !isClusterWide(strike)).map(({ node }) => node);
  if (new Set(atNodes).size < atNodes.length) return false;
  if (all.filter(({ fault }) => sharedByAll(fault)).length > 1) return false;
  const has = (effect: FaultKind["effect"]) => all.some(({ fault }) => fault.effect === effect);
  // What caches hold is all there is: nothing may cost a cache, or move the VIP to one that is colder.
  if (has("no-internet"))
    return all.every(({ fault }) => fault.effect === "no-internet" || fault.effect === "serves");
  const hit = (effect: FaultKind["effect"]) =>
    all.filter(({ fault }) => fault.effect === effect).map(({ node }) => node);
  const [out, withoutResolver] = [hit("out"), hit("no-resolver")];
  const others = Array.from({ length: nodes }, (_, i) => i).filter((node) => !out.includes(node));
  if (others.length === 0) return false;
  // Apart, each side has its own Unbound alone.
  if (has("apart")) return withoutResolver.length === 0 && !all.some(({ fault }) => fault.needsPeer);
  return others.some((node) => !withoutResolver.includes(node));
}
