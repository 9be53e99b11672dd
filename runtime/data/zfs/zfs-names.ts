/** `20261121T180405Z`: a time (ms since 1970) in UTC, as snapshots and kept branches have it in their names. */
export const stamp = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d+/g, "");

/** The name of a snapshot that replication takes. */
export const snapshotName = (at: number): string => `ha-dns_${stamp(at)}`;

/** The name of the snapshot that saves a branch as it was found: none that replication prunes. */
export const savingName = (at: number): string => `ha-dns-kept_${stamp(at)}`;

/** Under which a root's branch is kept: `tank/ha-dns-kept/srv-data-20261121T180405Z` for tank/srv/data. */
export function keptName(root: string, shelf: string, at: number): string {
  return `${shelf}/${root.split("/").slice(1).join("-")}-${stamp(at)}`;
}

/** The first of `name(at)` that is not taken, by later and later seconds. */
export function free(at: number, taken: (at: number) => boolean): number {
  let next = at;
  while (taken(next)) next += 1000;
  return next;
}
