import * as z from "zod";
import { epochSchema } from "../../contract/data-state";
import { JsonFile } from "../../common/json-file";

const schema = z.object({
  /** To whom, by what count of take-overs. */
  peer: z.string(),
  epoch: epochSchema,
  /** Until when it lets something through, on the clock of `bootMs`; none once that is past. */
  untilBootMs: z.number(),
});

/** That the last `prepare` let its sender through. Outlives neither a boot nor the next `prepare`. */
export type Grant = z.infer<typeof schema>;

export const grantFile = (file: string): JsonFile<Grant> => new JsonFile(file, schema);

/** Whether a peer may send now. */
export const covers = (grant: Grant | undefined, peer: string, now: number): boolean =>
  grant !== undefined && grant.peer === peer && now < grant.untilBootMs;
