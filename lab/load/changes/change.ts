import type { Part } from "../pihole-state";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One change, as a person makes it through Pi-hole's web page. */
export interface Change {
  /** What is done to what: `domain added`. Changes of one kind are counted together. */
  readonly kind: string;
  /** Where it shows. */
  readonly part: Part;
  readonly method: Method;
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>> | readonly unknown[];
  /** Names of groups, whose ids are to go into the body as `groups`. */
  readonly groups?: readonly string[];
}
