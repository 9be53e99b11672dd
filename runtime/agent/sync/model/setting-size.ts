/** Pi-hole takes no JSON body of 65,535 bytes or more; what it does not take is as good as none. */
export const longestBody = 64 * 1024 - 1024;

/** Whether one request can hold these settings, by key. */
export const fitsRequest = (values: Readonly<Record<string, unknown>>): boolean =>
  Buffer.byteLength(JSON.stringify({ config: nested(values) })) <= longestBody;

/** As much of the beginning of an array as one request can hold. */
export function longestArray(key: string, items: readonly string[]): readonly string[] {
  let [fits, tooMany] = [0, items.length + 1];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (fitsRequest({ [key]: items.slice(0, middle) })) fits = middle;
    else tooMany = middle;
  }
  return items.slice(0, fits);
}

/** `{"a.b": 1}` as `{"a": {"b": 1}}`. */
export function nested(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const tree: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(values)) {
    const names = key.split(".");
    let node = tree;
    for (const name of names.slice(0, -1)) node = (node[name] ??= {}) as Record<string, unknown>;
    node[names.at(-1)!] = value;
  }
  return tree;
}
