/** Calls `look`, which is expensive, at most once in `everyMs`, and returns its last result until then. */
export function keptLook<T>(look: () => T, now: () => number, everyMs: number): () => T {
  let last: { readonly at: number; readonly seen: T } | undefined;
  return () => {
    const at = now();
    if (last === undefined || at - last.at >= everyMs) last = { at, seen: look() };
    return last.seen;
  };
}
