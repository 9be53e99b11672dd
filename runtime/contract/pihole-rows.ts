import * as z from "zod";

/*
 * Rows of a Pi-hole's tables, in terms that mean the same on every node: names of groups, never row ids.
 */

/** Pi-hole takes less in one request; the states that a node keeps may hold more. */
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
  /** Group 0: every client without groups of its own is in it. */
  isDefault: z.boolean(),
});

export const listRowSchema = z.object({
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
