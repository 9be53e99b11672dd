import * as z from "zod";

/*
 * Rows of a Pi-hole's tables, in terms that mean the same on every node: names of groups, never row ids.
 */

/** What Pi-hole takes in one request is less; what a node has kept of its own may be more. */
export const text = z.string().max(1024 * 1024);
const comment = text.nullable();
/** Names of groups, sorted. */
const groups = z.array(text).max(10_000);
/** Of one table. */
export const mostRows = 1_000_000;

export const groupSchema = z.object({
  name: text,
  comment,
  enabled: z.boolean(),
  /** Group 0, the one that everybody is in who is in no other by choice. */
  isDefault: z.boolean(),
});

export const listSchema = z.object({
  address: text,
  type: z.enum(["block", "allow"]),
  comment,
  enabled: z.boolean(),
  groups,
});

export const domainSchema = z.object({
  domain: text,
  type: z.enum(["allow", "deny"]),
  kind: z.enum(["exact", "regex"]),
  comment,
  enabled: z.boolean(),
  groups,
});

export const clientSchema = z.object({ client: text, comment, groups });
