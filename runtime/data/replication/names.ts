/** Snapshots of the program's own, which it prunes itself; all others are the policy's or a person's. */
export const isOwn = (snapshot: string): boolean => snapshot.startsWith("ha-dns_");

/** What comes after the @ of `dataset@name`. */
export const nameOf = (snapshot: string): string => snapshot.slice(snapshot.indexOf("@") + 1);
