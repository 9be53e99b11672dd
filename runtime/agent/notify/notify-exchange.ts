import * as z from "zod";
import { mutesSchema } from "./mutes";
import { toldSchema } from "./told-messages";

/** What a node tells its peers about messages, as a field of its report. Bounded by what makes it. */
export const exchangeSchema = z.object({
  told: toldSchema,
  mutes: mutesSchema,
  /** For how long its agent has run. */
  upMs: z.number().nonnegative(),
  /** Channels that it sends to now, or that have failed. */
  channels: z.record(z.string(), z.object({ fails: z.boolean(), sends: z.boolean() })),
});
export type NotifyExchange = Readonly<z.infer<typeof exchangeSchema>>;

export const nothingTold: NotifyExchange = { told: {}, mutes: {}, upMs: 0, channels: {} };
