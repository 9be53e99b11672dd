import { createHash } from "node:crypto";

/** A key of the channel that tests call by a word. */
export const keyOf = (word: string): Buffer => createHash("sha256").update(word).digest();
