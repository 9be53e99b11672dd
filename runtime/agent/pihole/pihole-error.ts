import * as z from "zod";
import type { Answer } from "../http/ask";
import { parsed } from "../http/json";

/** Pi-hole did not do as it was asked; the message says what was asked, and what came back. */
export class PiholeError extends Error {}

const schema = z.object({
  error: z.object({ key: z.string(), message: z.string().nullish(), hint: z.unknown().optional() }),
});

/** What Pi-hole's answer complains of; undefined if of nothing. */
export const errorOf = ({ text }: Answer) => schema.safeParse(parsed(text)).data?.error;
