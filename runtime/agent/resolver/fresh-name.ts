import { randomBytes } from "node:crypto";

/** A name below `zone` that nobody has asked for: no cache has an answer, so whoever has one has asked the zone. */
export const freshName = (zone: string): string => `${randomBytes(8).toString("hex")}.${zone}`;
