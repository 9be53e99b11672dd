import * as z from "zod";

const longest = { name: 64, arg: 128 } as const;

/** What a person wants, as the doors tell it to their agent, and an agent to a peer's. */
export const wantedSchema = z.object({
  action: z.string().regex(/^[a-z0-9-]{1,32}$/),
  node: z.string().min(1).max(longest.name),
  arg: z.string().max(longest.arg),
  /** Who wants it: an address. */
  by: z.string().min(1).max(longest.name),
});
export type ActionRequest = Readonly<z.infer<typeof wantedSchema>>;

const mostWords = 1_000;
const longestWords = 500;

/** What is said to the person. */
export const saidSchema = z.object({
  kind: z.enum(["done", "begun", "refused", "failed"]),
  words: z.array(z.string().max(longestWords)).max(mostWords),
});
export type ActionAnswer = Readonly<z.infer<typeof saidSchema>>;

/** Of whatever length the words are. */
export const said = (kind: ActionAnswer["kind"], ...words: readonly string[]): ActionAnswer => ({
  kind,
  words: words.slice(0, mostWords).map((line) => line.slice(0, longestWords)),
});
