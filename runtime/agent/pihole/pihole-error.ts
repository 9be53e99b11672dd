import * as z from "zod";
import type { HttpAnswer } from "../http/http-ask";
import { parsed } from "../../common/json";

/** Pi-hole did not do as it was asked; the message says what was asked, and what came back. */
export class PiholeError extends Error {
  constructor(
    message: string,
    /** The same without names of rows, for who may not see these. */
    readonly brief = message,
    /** Pi-hole's words if it has looked at the request and does not take it; undefined if it could not. */
    readonly refusal?: string,
  ) {
    super(message);
  }
}

const schema = z.object({
  error: z.object({ key: z.string(), message: z.string().nullish(), hint: z.unknown().optional() }),
});

/** What Pi-hole's answer complains of; undefined if of nothing. */
export const piholeErrorOf = ({ text }: HttpAnswer) => schema.safeParse(parsed(text)).data?.error;
