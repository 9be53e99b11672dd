/** The Debian releases that the lab's nodes run: the first node has the first of them, the next one the next, in turn. */
export const releases = ["bookworm", "trixie"] as const;

export type Release = (typeof releases)[number];

/** The release on which the program's images and the lab's other machines stand. */
export const imageRelease: Release = "trixie";

/** The release of the node at this place in the list of nodes, counted from 0. */
export const releaseAt = (place: number): Release => releases[place % releases.length]!;
