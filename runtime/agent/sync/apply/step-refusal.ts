import * as z from "zod";
import type { AsidePlace } from "../model/aside";
import { PiholeError } from "../../pihole/pihole-error";
import { escaped } from "../../../contract/for-terminal";
import { RequestError } from "./requests";
import { placesOf } from "../plan/split";
import type { SyncStep } from "../plan/step";
import type { ApiAnswer } from "./trouble";

/** Pi-hole has looked at a step, and does not take it. */
export class StepRefused extends Error {}

const longestWhy = 200;
/** Words for people; Pi-hole's own repeat what they were sent. */
export const whyWords = (words: string): string => escaped(words.slice(0, longestWhy));

/** What SQLite says of a database that it cannot write now, whatever the row is. */
const passing = /locked|busy|full|read-?only|I\/O|malformed|not available|unable to open|out of memory/i;

/** Whether such words are about the row, and not about the moment. */
export const isLasting = (words: string): boolean => !passing.test(words);

/** Why a step was refused; undefined if the failure says nothing about it. */
export function stepRefusalOf(error: unknown): string | undefined {
  if (error instanceof RequestError || error instanceof StepRefused) return error.message;
  return error instanceof PiholeError && error.refusal !== undefined && isLasting(error.refusal)
    ? error.refusal
    : undefined;
}

const processed = z.object({
  processed: z.object({
    success: z.array(z.object({ item: z.string() })),
    errors: z.array(z.object({ item: z.string(), error: z.string() })),
  }),
});

/**
 * What of a step Pi-hole has not taken, by an answer that goes through it item by item; undefined if the answer does
 * not, or if it complains of its database. Pi-hole names what it has stored: an item that it spells otherwise is refused.
 */
export function refusedItems(
  step: SyncStep,
  { status, body }: ApiAnswer,
): { place: AsidePlace; why: string }[] | undefined {
  const { data } = processed.safeParse(body);
  if (!data || status >= 300 || !step.kind.startsWith("add-")) return undefined;
  const { success, errors } = data.processed;
  if (errors.length > 0 && !errors.every(({ error }) => isLasting(error))) return undefined;
  const places = placesOf(step);
  if (success.length + errors.length !== places.length) return undefined;
  const taken = new Set(success.map(({ item }) => item));
  return places
    .filter(({ item }) => !taken.has(item))
    .map((place) => {
      const error =
        errors.find(({ item }) => item === place.item) ?? (success.length === 0 ? errors[0] : undefined);
      return { place, why: error?.error ?? "Pi-hole spells it otherwise" };
    });
}
