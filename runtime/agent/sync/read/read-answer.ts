import * as z from "zod";

/** Pi-hole's answer is not a whole table: nothing may be concluded from it, least of all that the table is empty. */
export class ReadError extends Error {
  constructor(
    message: string,
    /** The same without names of rows. */
    readonly brief = message,
  ) {
    super(message);
  }
}

const refusal = z.object({
  error: z.object({
    key: z.string(),
    message: z.string(),
    hint: z.unknown().optional(),
  }),
});

/** Pi-hole's words in an error object (`message: hint (key)`), or undefined if the answer is none. */
export function refusalWords(answer: unknown): string | undefined {
  const { data } = refusal.safeParse(answer);
  if (!data) return undefined;
  const { key, message, hint } = data.error;
  return typeof hint === "string" && hint !== "" ? `${message}: ${hint} (${key})` : `${message} (${key})`;
}

/** What `schema` makes of an answer. Throws ReadError, in one line that begins with `what`. */
export function readAs<T>(what: string, schema: z.ZodType<T>, answer: unknown): T {
  const said = refusalWords(answer);
  if (said !== undefined) throw new ReadError(`${what}: Pi-hole says: ${said}`);
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  const where = first && first.path.length > 0 ? `${first.path.join(".")}: ` : "";
  throw new ReadError(`${what}: not an answer of Pi-hole's: ${where}${first?.message ?? "unreadable"}`);
}
