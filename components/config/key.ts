import ipaddr from "ipaddr.js";
import { z } from "zod";

export type Scope = "cluster" | "node";

/** One config key: its type, what it means in words, and whether it is the cluster's or a node's. */
export interface Key<C extends Scope = Scope, S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  /** Completes "expected …" in an error. */
  readonly expected: string;
  readonly example: string;
  readonly scope: C;
  readonly default?: z.output<S>;
  /** Nothing is a value too. */
  readonly optional?: boolean;
}

export const key = <C extends Scope, S extends z.ZodType>(it: Key<C, S>): Key<C, S> => it;

export const address = z.string().refine((text) => ipaddr.IPv4.isValidFourPartDecimal(text));
export const integer = (from: number, to: number) => z.coerce.number().int().min(from).max(to);
