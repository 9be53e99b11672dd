import * as z from "zod";
import { JsonFile } from "../../agent/json-file";

const schema = z.object({
  /** To whom, by what count of take-overs. */
  peer: z.string(),
  epoch: z.number(),
  /** Until when it lets something through; ms since 1970, none once that is past. */
  until: z.number(),
});

/** That the last `prepare` let its sender through. Outlives neither a boot nor the next `prepare`. */
export type Grant = z.infer<typeof schema>;

export const grantFile = (file: string): JsonFile<Grant> => new JsonFile(file, schema);

/** Whether a peer may send now. */
export const covers = (grant: Grant | undefined, peer: string, now: number): boolean =>
  grant !== undefined && grant.peer === peer && now < grant.until;
