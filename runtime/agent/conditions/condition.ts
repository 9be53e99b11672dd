import * as z from "zod";
import { severities, type Severity } from "../../contract/severity";

/** Something that lasts, and that a person may have to do something about. */
export interface Condition {
  /** Of a registered kind, such as `node-silent`. */
  readonly code: string;
  /** What it is about: a node, a service, a channel; empty for the cluster as a whole. */
  readonly subject: string;
  readonly severity: Severity;
  /** One sentence in plain words. It names no domain, client or secret: everybody in the network can read it. */
  readonly text: string;
  /** The command or page that helps; empty if there is none. */
  readonly fix: string;
  /** When it began, in ms since 1970. */
  readonly since: number;
}

/** The same condition, whoever sees it. */
export const conditionKey = ({ code, subject }: Pick<Condition, "code" | "subject">): string =>
  subject === "" ? code : `${code}/${subject}`;

/** In characters. */
export const longest = { name: 64, text: 300 } as const;
/** A node tells no more of them. */
export const mostConditions = 32;

/** As a peer tells it. */
export const conditionSchema = z.object({
  code: z.string().min(1).max(longest.name),
  subject: z.string().max(longest.name),
  severity: z.enum(severities),
  text: z.string().max(longest.text),
  fix: z.string().max(longest.text),
  since: z.number().nonnegative(),
});
