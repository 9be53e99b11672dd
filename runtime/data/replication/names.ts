/** Snapshots of the program's own, which it prunes itself; all others are the policy's or a person's. */
export const isOwn = (snapshot: string): boolean => snapshot.startsWith("ha-dns_");

/** The tag by which snapshots are held for a node: those from which it can be brought up to date. */
export const holdTag = (node: string): string => `ha-dns:${node}`;

/** What comes after the @ of `dataset@name`. */
export const nameOf = (snapshot: string): string => snapshot.slice(snapshot.indexOf("@") + 1);
