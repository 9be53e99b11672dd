/** A POST of n items keeps DNS from answering for all of it: ten are 12 ms. */
export const itemsAtOnce = 10;

/** Deleting many at once takes no time: 200 are 4 ms. */
export const deletionsAtOnce = 200;

/** Pi-hole takes no body of 64 KiB or more; half of it is for comments and group ids. */
const bodyBytes = 32 * 1024;

/** The items in order, in groups of at most `most`, and of no more bytes (in JSON) than fit one request. */
export function chunks<Item>(items: readonly Item[], most: number): [Item, ...Item[]][] {
  const all: [Item, ...Item[]][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = Buffer.byteLength(JSON.stringify(item)) + 1;
    const last = all.at(-1);
    if (last && last.length < most && bytes + size <= bodyBytes) {
      last.push(item);
      bytes += size;
    } else {
      all.push([item]);
      bytes = size;
    }
  }
  return all;
}

/** The items in order, in groups of those of which `text` says the same. */
export function alike<Item>(items: readonly Item[], text: (item: Item) => string): Item[][] {
  const all = new Map<string, Item[]>();
  for (const item of items) {
    const same = all.get(text(item));
    if (same) same.push(item);
    else all.set(text(item), [item]);
  }
  return [...all.values()];
}
