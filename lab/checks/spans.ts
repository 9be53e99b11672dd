import type { Ownership } from "./metrics";

/** A time, from the first to the last of its ms (monotonic). */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export const length = ({ from, to }: Span): number => to - from;

/** What is left of `spans` outside of all `holes`. */
export function without(spans: readonly Span[], holes: readonly Span[]): Span[] {
  return holes.reduce<Span[]>(
    (left, hole) =>
      left
        .flatMap((span) => [
          { from: span.from, to: Math.min(span.to, hole.from) },
          { from: Math.max(span.from, hole.to), to: span.to },
        ])
        .filter((span) => span.to > span.from),
    [...spans],
  );
}

/** The times within `all` at which every one of the groups of spans has one. */
export function common(all: Span, groups: readonly (readonly Span[])[]): Span[] {
  return groups.reduce<Span[]>((left, group) => without(left, without([all], group)), [all]);
}

/** The times within `all` at which the number of the VIP's owners is as `is` wants it. */
export function ownedSpans(
  changes: readonly Ownership[],
  all: Span,
  is: (owners: number) => boolean,
): Span[] {
  const owners = new Set<string>();
  const spans: Span[] = [];
  let since = all.from;
  const pass = (until: number) => {
    const to = Math.min(Math.max(until, all.from), all.to);
    const last = spans.at(-1);
    if (to > since && is(owners.size)) {
      if (last?.to === since) spans[spans.length - 1] = { from: last.from, to };
      else spans.push({ from: since, to });
    }
    since = to;
  };
  for (const { at, node, owns } of [...changes].sort((a, b) => a.at - b.at)) {
    pass(at);
    if (owns) owners.add(node);
    else owners.delete(node);
  }
  pass(all.to);
  return spans;
}
