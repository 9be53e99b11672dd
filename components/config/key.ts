import ipaddr from "ipaddr.js";
import { z } from "zod";

export type Scope = "cluster" | "node";

/** What a change of a key can cost a node: a drain, and what starts again. */
export const costs = ["drain", "pod", "unbound", "pihole", "keepalived", "agent", "data keeper"] as const;
export type Cost = (typeof costs)[number];

/** One config key: its type, what it means in words, and whether it is the cluster's or a node's. */
export interface Key<C extends Scope = Scope, S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  /** One or two sentences for docs/config.md: what it is for. */
  readonly description: string;
  /** Completes "expected …" in an error. */
  readonly expected: string;
  /** A value in YAML, good for any network; an error names it as a way out. */
  readonly example: string;
  readonly scope: C;
  /** The day on which the program had it first, as YYYY-MM-DD. */
  readonly since: string;
  readonly default?: z.output<S>;
  /** Nothing is a value too. */
  readonly optional?: boolean;
  /** A person may put a secret there by mistake: no error shows the value as a whole. */
  readonly hidden?: boolean;
  /** What a change of it costs a node; nothing if it is empty. A test compares it with what `up` would do. */
  readonly costs: readonly Cost[];
}

export const key = <C extends Scope, S extends z.ZodType>(it: Key<C, S>): Key<C, S> => it;

export const address = z.string().refine((text) => ipaddr.IPv4.isValidFourPartDecimal(text));
export const integer = (from: number, to: number) => z.coerce.number().int().min(from).max(to);

/** A list, or the text with commas that `pulumi config set` writes. */
export const listOf = <S extends z.ZodType>(item: S) =>
  z.preprocess(
    (value) => (typeof value === "string" ? value.split(",").map((s) => s.trim()) : value),
    z.array(item),
  );

export const boolean = z.preprocess(
  (value) => (value === "true" ? true : value === "false" ? false : value),
  z.boolean(),
);
