/** Snapshots of the program's own, which it prunes itself; all others are the policy's or a person's. */
export const isOwn = (snapshot: string): boolean => snapshot.startsWith("ha-dns_");
